import type { World } from "@forkscope/shared/world"
import { afterEach, describe, expect, it } from "vitest"
import { python, pythons } from "../../../support/pythons.ts"
import { Observed } from "./observe.ts"

let observed: Observed | undefined
afterEach(() => observed?.close())

/** Runs a program to its end; its world must hold all invariants after each event. */
async function run(code: string, interpreter = python().path): Promise<Observed> {
  observed = new Observed(`import asyncio, os, queue, threading, time\n${code}`, { interpreter })
  expect(await observed.finish()).toMatchObject({ code: 0, stderr: "" })
  expect(observed.wrong()).toEqual([])
  expect(observed.of("run.noticed", "run.dropped")).toEqual([])
  return observed
}

const only = <Thing>(things: Readonly<Record<number, Thing>>): Thing => {
  const [thing, ...others] = Object.values(things)
  if (!thing || others.length > 0) throw new Error(`Expected one, got ${others.length + (thing ? 1 : 0)}`)
  return thing
}

/** The values of a queue's items in the order in which they were got, each as it was put. */
function gotItems(observed: Observed): (string | undefined)[] {
  const put = new Map(observed.of("queue.put.finished").map(({ item, value }) => [item, value]))
  return observed.of("queue.get.finished").flatMap(({ outcome, item, value }) => {
    if (outcome !== "ok") return []
    expect(put.get(item), `what was put as item ${item}`).toBe(value)
    return [value]
  })
}

const tasksOf = (world: World) => Object.values(only(world.processes).threads).filter(({ role }) => role === "task")

describe.each(pythons())("inside a process (Python $version)", ({ path }) => {
  it.each([
    ["Queue", ["3", "1", "2"]],
    ["LifoQueue", ["2", "1", "3"]],
    ["PriorityQueue", ["1", "2", "3"]],
  ])("pairs each item of a queue.%s that is got with the one that was put", async (kind, got) => {
    const observed = await run(
      `
q = queue.${kind}()
for item in (3, 1, 2): q.put(item)
t = threading.Thread(target=lambda: [q.get() for _ in range(3)]); t.start(); t.join()
`,
      path,
    )
    expect(gotItems(observed)).toEqual(got)
    const made = only(observed.world().queues)
    expect(made).toMatchObject({ kind: "local", name: `queue.${kind}`, puts: 3, gets: 3, depth: 0 })
    expect(made.site).toMatchObject({ line: 3 })
  })

  it("reports waits of threads for room, for an item and for the end of all work, and what was refused", async () => {
    const observed = await run(
      `
q = queue.Queue(1)
def work():
    for _ in range(3):
        q.get()
        time.sleep(0.05)
        q.task_done()
t = threading.Thread(target=work, name="consumer"); t.start()
for item in range(3): q.put(item)
q.join()
t.join()
for call in (q.get_nowait, lambda: q.get(timeout=0.01), lambda: [q.put_nowait(0) for _ in range(2)]):
    try: call()
    except (queue.Empty, queue.Full): pass
`,
      path,
    )
    const { putWaited, unfinished, depth } = only(observed.world().queues)
    expect(putWaited).toBeGreaterThan(20_000)
    expect({ unfinished, depth }).toEqual({ unfinished: 1, depth: 1 })
    const outcomes = observed.of("queue.put.finished", "queue.get.finished").map(({ outcome }) => outcome)
    expect(outcomes.filter((outcome) => outcome === "empty")).toHaveLength(2)
    expect(outcomes.filter((outcome) => outcome === "full")).toHaveLength(1)
    const [join] = observed.of("join.started")
    expect(join).toMatchObject({ target: { queue: expect.anything() } })
  })

  it("takes a forked child's copy of a queue for another queue, which begins with the same items", async () => {
    await run(
      `
q = queue.Queue()
q.put("a"); q.put("b")
if os.fork() == 0:
    q.get(); q.put("c"); q.put("d")
    time.sleep(0.1)
    os._exit(0)
os.wait()
q.get()
`,
      path,
    )
    const world = observed?.world()
    const depths = Object.values(world?.queues ?? {}).map(({ owner, depth }) => [world?.processes[owner]?.role, depth])
    expect(depths).toEqual([
      ["main", 1],
      ["child", 3],
    ])
  })

  it("follows a program that empties the store of a queue itself", async () => {
    await run(
      `
q = queue.Queue()
for item in range(5): q.put(item)
q.queue.clear()
q.put("last")
assert q.get() == "last"
`,
      path,
    )
    expect(only(observed?.world().queues ?? {})).toMatchObject({ puts: 6, gets: 6, depth: 0 })
  })

  it("shows the tasks of asyncio, by name, and what each of them waits for", async () => {
    const observed = await run(
      `
async def hold(lock, release):
    async with lock: await release.wait()
async def want(lock):
    async with lock: pass
async def main():
    lock, release = asyncio.Lock(), asyncio.Event()
    tasks = [asyncio.ensure_future(hold(lock, release)), asyncio.ensure_future(want(lock))]
    await asyncio.sleep(0.05)
    release.set()
    await asyncio.gather(*tasks)
asyncio.run(main())
`,
      path,
    )
    const world = observed.world()
    expect(tasksOf(world).map(({ name, exitedAt }) => [name, exitedAt !== null])).toEqual([
      ["main 1", true],
      ["hold 2", true],
      ["want 3", true],
    ])
    const names = new Map(tasksOf(world).map(({ tid, name }) => [tid, name]))
    const lockOf = new Map(Object.values(world.locks).map(({ id, kind }) => [id, kind]))
    const waits = observed.of("lock.acquire.started").map(({ tid, lock }) => [names.get(tid ?? 0), lock])
    expect(waits.map(([name]) => name)).toEqual(["hold 2", "hold 2", "want 3"])
    expect([...lockOf.values()]).toEqual(["lock", "event"])
    const sleep = observed.of("sleep.started")
    expect(sleep).toMatchObject([{ seconds: 0.05, site: { line: 10 } }])
    expect(names.get(sleep[0]?.tid ?? 0)).toBe("main 1")
    const wanted = Object.values(world.locks).find(({ kind }) => kind === "lock")
    expect(wanted).toMatchObject({ acquires: 2, holders: [], value: 1 })
    expect(wanted?.waited).toBeGreaterThan(30_000)
  })

  it("reports a queue between tasks of asyncio", async () => {
    const observed = await run(
      `
async def work(q):
    for _ in range(3):
        await q.get()
        await asyncio.sleep(0.02)
        q.task_done()
async def main():
    q = asyncio.Queue(1)
    task = asyncio.ensure_future(work(q))
    for item in range(3): await q.put(item)
    await q.join()
    await task
    try: q.get_nowait()
    except asyncio.QueueEmpty: pass
asyncio.run(main())
`,
      path,
    )
    expect(gotItems(observed)).toEqual(["0", "1", "2"])
    const made = only(observed.world().queues)
    expect(made).toMatchObject({ kind: "local", name: "asyncio.Queue", maxsize: 1, puts: 3, gets: 3, unfinished: 0 })
    expect(made.putWaited).toBeGreaterThan(10_000)
    expect(observed.of("queue.get.finished").map(({ outcome }) => outcome)).toEqual(["ok", "ok", "ok", "empty"])
  })

  it("shows a task that is cancelled while it waits, and one that its loop leaves behind, as ended", async () => {
    const observed = await run(
      `
async def main():
    never = asyncio.Event()
    waiting = asyncio.ensure_future(never.wait())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])
asyncio.run(main())
`,
      path,
    )
    const ended = tasksOf(observed.world()).map(({ exitedAt }) => exitedAt !== null)
    expect(ended).toEqual([true, true])
    expect(observed.of("lock.acquire.finished").map(({ outcome }) => outcome)).toEqual(["error"])
  })
})

it.each(["fork", "spawn"])("reports segments of shared memory, and which process has which (%s)", async (method) => {
  const { facts } = await run(`
import sys
from multiprocessing import Process, set_start_method, shared_memory
def child(name):
    block = shared_memory.SharedMemory(name)
    block.buf[0] = 7
    block.close()
if __name__ == "__main__":
    set_start_method("${method}")
    block = shared_memory.SharedMemory(create=True, size=5000)
    p = Process(target=child, args=(block.name,), name="writer"); p.start(); p.join()
    assert block.buf[0] == 7
    block.close()
    block.unlink()
`)
  const world = observed?.world()
  expect(only(world?.segments ?? {})).toMatchObject({ size: 5000, isUnlinked: true, site: { line: 11 } })
  const nameOf = (proc: number) => world?.processes[proc]?.name ?? ""
  const told = facts.flatMap((fact) =>
    fact.type === "segment.attached" || fact.type === "segment.detached" ? [fact] : [],
  )
  expect(told.map(({ type, proc }) => [type, nameOf(proc) === "writer"])).toEqual([
    ["segment.attached", false],
    ["segment.attached", true],
    ...(method === "spawn" ? [["segment.detached", true]] : []),
    ["segment.detached", false],
  ])
})

it("counts every operation of busy queues of threads and of asyncio, and every use of a busy lock", async () => {
  await run(`
q = queue.Queue(100)
def produce():
    for item in range(20000): q.put(item)
t = threading.Thread(target=produce); t.start()
for _ in range(20000): q.get()
t.join()
async def main():
    q, lock = asyncio.Queue(), asyncio.Lock()
    for item in range(20000):
        await q.put(item)
        async with lock: await q.get()
asyncio.run(main())
`)
  const world = observed?.world()
  const counts = Object.values(world?.queues ?? {}).map(({ puts, gets, depth }) => [puts, gets, depth])
  expect(counts).toEqual([
    [20000, 20000, 0],
    [20000, 20000, 0],
  ])
  expect(Object.values(world?.locks ?? {})).toMatchObject([{ acquires: 20000, holders: [], value: 1 }])
})

it("goes on with as many asyncio tasks as a server has, shows the first of them, and says so", async () => {
  observed = new Observed(`
import asyncio
async def request(): await asyncio.sleep(0)
async def main():
    for _ in range(50): await asyncio.gather(*[request() for _ in range(60)])
asyncio.run(main())
`)
  expect(await observed.finish()).toMatchObject({ code: 0, stderr: "" })
  expect(observed.of("run.noticed")).toMatchObject([
    {
      code: "PROBE_PARTIAL",
      text: expect.stringMatching(/^Only the first 2000 asyncio tasks of process \d+ are shown$/),
    },
  ])
  expect(tasksOf(observed.world()).length).toBeLessThanOrEqual(102)
})
