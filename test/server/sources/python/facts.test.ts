import { afterEach, describe, expect, it } from "vitest"
import { pythons } from "../../../support/pythons.ts"
import { Observed } from "./observe.ts"

let observed: Observed | undefined
afterEach(() => observed?.close())

/** Runs a program under the probe to its end; its world must hold all invariants. */
async function run(code: string, parameters: string[] = [], interpreter?: string): Promise<Observed> {
  observed = new Observed(`import multiprocessing as mp, os, sys, threading, time\n${code}`, {
    parameters,
    ...(interpreter === undefined ? {} : { interpreter }),
  })
  const ended = await observed.finish()
  expect(ended).toMatchObject({ code: 0, stderr: "" })
  expect(observed.wrong()).toEqual([])
  expect(observed.of("run.noticed", "run.dropped")).toEqual([])
  return observed
}

describe.each(pythons())("Python $version", ({ path }) => {
  it.each(["fork", "spawn", "forkserver"])("reports a queue between two processes (%s)", async (method) => {
    const { facts, ...rest } = await run(
      `
def produce(q):
    for i in range(5): q.put(("item", i))
if __name__ == "__main__":
    mp.set_start_method(sys.argv[1])
    q = mp.Queue(3)
    p = mp.Process(target=produce, args=(q,), name="producer")
    p.start()
    for i in range(5): q.get()
    p.join()
`,
      [method],
      path,
    )
    const world = observed?.world()
    const child = Object.values(world?.processes ?? {}).find(({ name }) => name === "producer")
    expect(child).toMatchObject({ target: "produce", startMethod: method, exitCode: 0, probe: { kind: "python" } })
    expect(child?.site).toMatchObject({ line: 8, function: "<module>" })
    expect(Object.values(world?.queues ?? {})).toMatchObject([
      { maxsize: 3, puts: 5, gets: 5, depth: 0, kind: "queue" },
    ])
    const items = facts.filter((fact) => fact.type === "queue.get.finished").map((fact) => fact.value)
    expect(items).toEqual([0, 1, 2, 3, 4].map((n) => `('item', ${n})`))
    expect(rest.folder).not.toBe("")
  })

  it.each([
    ["map", "p.map(f, range(10), chunksize=1)", 0],
    ["map_async", "p.map_async(f, range(10), chunksize=3).get()", 0],
    ["starmap", "p.starmap(f, [(i,) for i in range(10)], chunksize=1)", 0],
    ["imap", "list(p.imap(f, range(10)))", 0],
    ["imap in chunks", "list(p.imap(f, range(10), chunksize=3))", 0],
    ["imap_unordered", "list(p.imap_unordered(f, range(10)))", 0],
    ["successful", "r = p.apply_async(f, (5,)); r.wait(); r.successful()", 0],
    ["a map that nobody asks", "p.map_async(f, range(10), chunksize=1).wait()", 1],
    ["an imap that stops before", "it = p.imap(f, range(10)); next(it); time.sleep(0.3)", 1],
  ])("knows whether the program has read the error of a task: %s", async (_, call, unread) => {
    const code = `
def f(i):
    if i == 5: raise ValueError(i)
    return i
if __name__ == "__main__":
    with mp.Pool(2) as p:
        try: ${call}
        except ValueError: pass
`
    await run(code, [], path)
    expect(Object.values(observed?.world().pools ?? {})).toMatchObject([{ failed: 1, unreadErrors: unread }])
  })

  it("reports that the program learned of the end of a child, however it asked", async () => {
    await run(
      `
import asyncio, subprocess
async def run_sh():
    child = await asyncio.create_subprocess_exec("sh", "-c", ":")
    await child.wait()
if __name__ == "__main__":
    mp.set_start_method("fork")
    asked, read, counted = [mp.Process(target=int, name=name) for name in ("asked", "read", "counted")]
    for child in (asked, read, counted): child.start()
    while asked.is_alive(): time.sleep(0.01)
    while read.exitcode is None: time.sleep(0.01)
    while mp.active_children(): time.sleep(0.01)
    polled = subprocess.Popen(["true"])
    while polled.poll() is None: time.sleep(0.01)
    asyncio.run(run_sh())
`,
      [],
      path,
    )
    const children = Object.values(observed?.world().processes ?? {}).filter(({ role }) => role === "child")
    const learned = children.filter(({ checks, joinedBy }) => checks.at(-1)?.alive === false && joinedBy.length === 0)
    expect(learned.map(({ name, comm }) => name || comm)).toEqual(["asked", "read", "counted", "true", "sh"])
  })

  it("reports for which signals a function of the program runs, also in a child that is forked", async () => {
    const { facts } = await run(
      `
import signal
if __name__ == "__main__":
    mp.set_start_method("fork")
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    child = mp.Process(target=mp.Event().set)
    child.start()
    child.join()
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
`,
      [],
      path,
    )
    const set = facts.filter((fact) => fact.type === "process.handler.set")
    const main = set[0]?.proc
    const alarm = { signal: "SIGALRM", isFunction: true }
    expect(set.filter(({ proc }) => proc === main)).toMatchObject([alarm, { ...alarm, isFunction: false }])
    expect(set.filter(({ proc }) => proc !== main)).toMatchObject([{ ...alarm, isInherited: true }])
  })

  it("takes a thread that the program started for its own, although the library has all its code", async () => {
    const { facts } = await run(
      `
if __name__ == "__main__":
    timer = threading.Timer(0.01, mp.Event().set)
    timer.start()
    timer.join()
`,
      [],
      path,
    )
    const started = facts.filter((fact) => fact.type === "thread.started")
    expect(started.map(({ role }) => role)).toEqual(["user"])
  })

  it("reports a pool's slots and tasks, and an error that nobody reads", async () => {
    const { facts } = await run(
      `
def work(n):
    if n == 3: raise ValueError("three")
    return n * 2
if __name__ == "__main__":
    mp.set_start_method("fork")
    pool = mp.Pool(2)
    results = [pool.apply_async(work, (n,)) for n in range(6)]
    assert results[0].get() == 0
    pool.map(work, [1, 2])
    pool.close()
    pool.join()
`,
      [],
      path,
    )
    const world = observed?.world()
    expect(Object.values(world?.pools ?? {})).toMatchObject([
      { kind: "pool", size: 2, submitted: 8, finished: 8, failed: 1, unreadErrors: 1, isClosed: true, isJoined: true },
    ])
    const tasks = Object.values(world?.tasks ?? {})
    expect(tasks[3]).toMatchObject({
      fn: "work",
      args: "3",
      state: "failed",
      error: { name: "ValueError", message: "three" },
    })
    expect(tasks[3]?.error?.traceback).toContain("raise ValueError")
    expect(tasks.filter(({ state }) => state === "done").every(({ slot }) => slot === 1 || slot === 2)).toBe(true)
    expect(facts.some((fact) => fact.type === "task.submitted" && fact.via === "map")).toBe(true)
  })

  it("reports locks, events, conditions, semaphores and barriers", async () => {
    await run(
      `
def use(lock, rlock, event, condition, semaphore, barrier, value):
    with lock, rlock: pass
    event.wait()
    with condition: condition.wait(5)
    with semaphore: barrier.wait()
    with value.get_lock(): value.value += 1
if __name__ == "__main__":
    mp.set_start_method("spawn")
    things = mp.Lock(), mp.RLock(), mp.Event(), mp.Condition(), mp.Semaphore(2), mp.Barrier(2), mp.Value("i", 0)
    p = mp.Process(target=use, args=things)
    p.start()
    things[2].set()
    while p.is_alive() and not things[3]._sleeping_count._semlock._get_value(): pass
    with things[3]: things[3].notify()
    things[5].wait()
    p.join()
`,
      [],
      path,
    )
    const locks = Object.values(observed?.world().locks ?? {})
    const kinds = ["barrier", "condition", "event", "lock", "rlock", "rlock", "semaphore"]
    expect(locks.map(({ kind }) => kind).sort()).toEqual(kinds)
    expect(locks.filter(({ acquires }) => acquires === 0)).toEqual([])
    expect(locks.flatMap(({ holders }) => holders)).toEqual([])
  })

  it("reports that an error of an executor's task was read, by result() and by exception()", async () => {
    const { facts } = await run(
      `
import concurrent.futures
def divide(n): return 1 // n
if __name__ == "__main__":
    mp.set_start_method("fork")
    with concurrent.futures.ProcessPoolExecutor(1) as pool:
        first, second = pool.submit(divide, 0), pool.submit(divide, 0)
        try: first.result()
        except ZeroDivisionError: print("read")
        print(second.exception())
`,
      [],
      path,
    )
    expect(facts.filter(({ type }) => type === "run.noticed")).toEqual([])
    expect(Object.values(observed?.world().pools ?? {})).toMatchObject([{ failed: 2, unreadErrors: 0 }])
  })

  it("reports executors, threads and subprocesses", async () => {
    const { facts } = await run(
      `
import concurrent.futures, subprocess
def double(n): return n * 2
if __name__ == "__main__":
    mp.set_start_method("fork")
    with concurrent.futures.ProcessPoolExecutor(2) as pool: print(list(pool.map(double, [1, 2])))
    with concurrent.futures.ThreadPoolExecutor(2) as pool: print(pool.submit(double, 4).result())
    thread = threading.Thread(target=time.sleep, args=(0.05,), name="sleeper")
    thread.start()
    thread.join()
    subprocess.run([sys.executable, "-c", "print(1)"], env={})
`,
      [],
      path,
    )
    const world = observed?.world()
    expect(Object.values(world?.pools ?? {})).toMatchObject([
      { kind: "processExecutor", submitted: 2, finished: 2, isJoined: true },
      { kind: "threadExecutor", submitted: 1, finished: 1, isJoined: true },
    ])
    const threads = Object.values(world?.processes ?? {}).flatMap((process) => Object.values(process.threads))
    expect(threads.find(({ name }) => name === "sleeper")?.exitedAt).not.toBeNull()
    expect(facts.some((fact) => fact.type === "join.started" && "thread" in fact.target)).toBe(true)
    const child = Object.values(world?.processes ?? {}).find(({ startMethod }) => startMethod === "exec")
    expect(child).toMatchObject({ exitCode: 0, probe: { kind: "python" } })
  })

  it("reports a manager's queue and calls to its other objects", async () => {
    const { facts } = await run(
      `
def work(q, d):
    q.put("x")
    d["a"] = 1
if __name__ == "__main__":
    mp.set_start_method("fork")
    with mp.Manager() as manager:
        q, d = manager.Queue(), manager.dict()
        with mp.Pool(1) as pool:
            pool.apply(work, (q, d))
        print(q.get(), d["a"], q.qsize())
`,
      [],
      path,
    )
    const world = observed?.world()
    expect(Object.values(world?.queues ?? {})).toMatchObject([{ kind: "manager", puts: 1, gets: 1, depth: 0 }])
    expect(Object.values(world?.processes ?? {}).map(({ role }) => role)).toContain("manager")
    expect(facts.some((fact) => fact.type === "proxy.call.started" && fact.method === "__setitem__")).toBe(true)
  })
})

it("loses nothing to os._exit and to SIGKILL, and shows where the killed child was", async () => {
  observed = new Observed(`
import multiprocessing as mp, os, signal, time
def leaves(q):
    for i in range(20): q.put(i)
    while not q._buffer == type(q._buffer)(): pass
    os._exit(3)
def waits(q, lock):
    with lock: q.get()
if __name__ == "__main__":
    mp.set_start_method("fork")
    q, other, lock = mp.Queue(), mp.Queue(), mp.Lock()
    p = mp.Process(target=leaves, args=(q,))
    p.start(); p.join()
    k = mp.Process(target=waits, args=(other, lock), name="killed")
    k.start()
    while not lock._semlock._is_zero(): pass
    time.sleep(0.05)
    k.kill(); k.join()
    print(p.exitcode, k.exitcode)
`)
  expect(await observed.finish()).toMatchObject({ code: 0, stdout: "3 -9\n" })
  expect(observed.of("queue.put.finished")).toHaveLength(20)
  expect(observed.of("queue.get.started")).toHaveLength(1)
  const world = observed.world()
  const killed = Object.values(world.processes).find(({ name }) => name === "killed")
  expect(killed).toMatchObject({ exitCode: -9 })
  expect(Object.values(world.locks)[0]?.holders).toMatchObject([{ proc: killed?.id }])
  expect(observed.wrong()).toEqual([])
})

it("reports both ends of a pipe, which end is used, and the end of the file", async () => {
  await run(`
def child(end):
    end.send([1, 2]); end.close()
if __name__ == "__main__":
    mp.set_start_method("spawn")
    ours, theirs = mp.Pipe()
    p = mp.Process(target=child, args=(theirs,))
    p.start()
    theirs.close()
    ours.recv()
    try: ours.recv()
    except EOFError: pass
    p.join()
`)
  const [pipe] = Object.values(observed?.world().pipes ?? {})
  expect(pipe).toMatchObject({ isDuplex: true, sent: 1, received: 1 })
  expect(observed?.of("pipe.recv.finished").map(({ outcome, end }) => [outcome, end])).toEqual([
    ["ok", 0],
    ["eof", 0],
  ])
  expect(observed?.of("pipe.send.started")).toMatchObject([{ end: 1, value: "[1, 2]" }])
})

it("does not affect an interpreter that ignores its environment", async () => {
  observed = new Observed("", { args: ["-I", "-c", "print(1)"] })
  expect(await observed.finish()).toMatchObject({ code: 0, stdout: "1\n", stderr: "" })
  expect(observed.facts).toEqual([])
})

it("reports a forked child that does nothing observable, and gives it no log", async () => {
  await run(`
def child(): pass
if __name__ == "__main__":
    mp.set_start_method("fork")
    for i in range(3):
        p = mp.Process(target=child, name="quiet")
        p.start(); p.join(); print(p.pid)
    print(len([name for name in os.listdir(os.path.dirname(__file__)) if name.endswith(".log")]))
`)
  const printed = (await observed?.ended)?.stdout.trim().split("\n").map(Number) ?? []
  const quiet = Object.values(observed?.world().processes ?? {}).filter(({ name }) => name === "quiet")
  expect(quiet.map(({ pid, startMethod, exitCode, probe }) => [pid, startMethod, exitCode, probe?.kind])).toEqual(
    printed.slice(0, 3).map((pid) => [pid, "fork", 0, "python"]),
  )
  expect(printed.at(-1)).toBe(1)
})

it("frees the slot of a worker that an executor replaces", async () => {
  const { facts } = await run(`
import concurrent.futures
if __name__ == "__main__":
    context = mp.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, max_tasks_per_child=1, mp_context=context) as pool:
        for _ in range(6): pool.submit(os.getpid).result()
`)
  const slots = facts.flatMap((fact) => (fact.type === "pool.worker.added" ? [fact.slot] : []))
  expect(slots.length).toBeGreaterThanOrEqual(6)
  // The next worker may start before the one before it has ended.
  expect(Math.max(...slots)).toBeLessThanOrEqual(2)
})

it("reports more objects than it has counters for", async () => {
  await run(`
if __name__ == "__main__":
    locks = [mp.Lock() for _ in range(600)]
    for _ in range(3):
        for lock in locks:
            with lock: pass
`)
  const locks = Object.values(observed?.world().locks ?? {})
  expect(locks).toHaveLength(600)
  expect(new Set(locks.map(({ acquires }) => acquires))).toEqual(new Set([3]))
})

it("counts an operation as ended whose thread was stopped between writing its end and freeing its place", async () => {
  observed = new Observed(`
import multiprocessing as mp, sys
if __name__ == "__main__":
    mp.set_start_method("fork")
    queue = mp.Queue()
    log = sys.modules["forkscope_probe.log"]
    op = log.begin(11, queue._forkscope.number, 0)
    log.end(op, 1, is_kept=True)
    print("written", flush=True)
    sys.stdin.read()
`)
  await observed.until((fact) => fact.type === "queue.get.finished")
  for (let times = 0; times < 3; times++) observed.source.finish()
  expect(observed.facts.filter(({ type }) => type === "queue.get.started")).toHaveLength(1)
  expect(Object.values(observed.world().ops)).toEqual([])
})

it("gives up a log in which the program wrote, says so, and goes on with the others", async () => {
  observed = new Observed(`
import glob, multiprocessing as mp, os
def child(q):
    q.put(1)
    [log] = [name for name in glob.glob(os.path.dirname(__file__) + "/*.log") if "-%d-" % os.getpid() in name]
    with open(log, "r+b") as file:
        file.seek(0, 2)
        end = file.tell()
        file.seek(256)
        file.write(b"\\\\xff" * (end - 256))
if __name__ == "__main__":
    mp.set_start_method("fork")
    q = mp.Queue()
    p = mp.Process(target=child, args=(q,))
    p.start(); p.join()
    q.put(2)
    print(q.get(), q.get())
`)
  expect(await observed.finish()).toMatchObject({ code: 0, stdout: "1 2\n" })
  expect(observed.of("run.dropped").map(({ what }) => what)).toContain("invalid")
  expect(observed.of("queue.put.finished").length).toBeGreaterThanOrEqual(1)
})

it("reports every new answer to a program that calls is_alive() without a pause, and loses nothing", async () => {
  await run(`
def child(): time.sleep(0.3)
if __name__ == "__main__":
    mp.set_start_method("fork")
    p = mp.Process(target=child)
    asked = [p.is_alive()]
    p.start()
    while p.is_alive(): asked.append(True)
    p.join()
    assert len(asked) > 1000
`)
  const answers = observed?.of("process.checked").map(({ alive }) => alive) ?? []
  expect([answers[0], answers[1], answers.at(-1)]).toEqual([false, true, false])
  expect(answers.length).toBeLessThan(100)
})
