import { afterEach, expect, it } from "vitest"
import { Observed } from "./observe.ts"

let observed: Observed | undefined
afterEach(() => observed?.close())

const queues = `
import multiprocessing as mp, sys
def produce(q, n):
    for i in range(n):
        q.put(i)
if __name__ == "__main__":
    mp.set_start_method("fork")
    q = mp.Queue(int(sys.argv[1]))
    producers = [mp.Process(target=produce, args=(q, 10000)) for _ in range(2)]
    for p in producers: p.start()
    for _ in range(20000): q.get()
    for p in producers: p.join()
`

it.each(["0", "10"])("counts every item of a busy queue (maxsize %s), reported one by one or not", async (maxsize) => {
  observed = new Observed(queues, { parameters: [maxsize] })
  expect(await observed.finish()).toMatchObject({ code: 0, stderr: "" })
  const [queue] = Object.values(observed.world().queues)
  expect(queue).toMatchObject({ puts: 20_000, gets: 20_000, depth: 0 })
  expect(observed.of("queue.sampled").length).toBeGreaterThan(0)
  expect(observed.of("queue.put.finished").length).toBeLessThan(10_000)
  expect(observed.of("run.dropped")).toEqual([])
  expect(observed.wrong()).toEqual([])
})

it("counts every use of a busy lock, and the semaphore is free at the end", async () => {
  observed = new Observed(`
import multiprocessing as mp
def use(lock, other):
    for i in range(5000):
        with lock: pass
        other.acquire(); other.release()
if __name__ == "__main__":
    mp.set_start_method("fork")
    lock, other = mp.Lock(), mp.RLock()
    users = [mp.Process(target=use, args=(lock, other)) for _ in range(2)]
    for p in users: p.start()
    for p in users: p.join()
`)
  expect(await observed.finish()).toMatchObject({ code: 0, stderr: "" })
  for (const lock of Object.values(observed.world().locks))
    expect(lock).toMatchObject({ acquires: 10_000, holders: [] })
  expect(observed.wrong()).toEqual([])
})

it("counts every task of a busy pool", async () => {
  observed = new Observed(`
import multiprocessing as mp
def double(x): return 2 * x
if __name__ == "__main__":
    mp.set_start_method("fork")
    with mp.Pool(2) as pool:
        results = [pool.apply_async(double, (i,)) for i in range(5000)]
        print(sum(r.get() for r in results))
        pool.close()
        pool.join()
`)
  expect(await observed.finish()).toMatchObject({ code: 0, stderr: "", stdout: `${5000 * 4999}\n` })
  const [pool] = Object.values(observed.world().pools)
  expect(pool).toMatchObject({ submitted: 5000, finished: 5000, failed: 0, backlog: [], uncounted: 0 })
  expect(observed.wrong()).toEqual([])
})

it("counts a task only once that was counted in bulk and turns out to be slow", async () => {
  observed = new Observed(`
import multiprocessing as mp, time
def work(x): time.sleep(0.3 if x == 2999 else 0)
if __name__ == "__main__":
    mp.set_start_method("fork")
    with mp.Pool(2) as pool:
        results = [pool.apply_async(work, (i,)) for i in range(3000)]
        for r in results: r.get()
        pool.close()
        pool.join()
`)
  expect(await observed.finish()).toMatchObject({ code: 0, stderr: "" })
  const [pool] = Object.values(observed.world().pools)
  expect(pool).toMatchObject({ submitted: 3000, finished: 3000, backlog: [], uncounted: 0 })
  expect(observed.of("pool.sampled").some(({ submitted }) => submitted < 0)).toBe(true)
  expect(observed.wrong()).toEqual([])
})

it("counts every message of a busy pipe", async () => {
  observed = new Observed(`
import multiprocessing as mp
def answer(end):
    for i in range(3000): end.send(end.recv())
if __name__ == "__main__":
    mp.set_start_method("fork")
    ours, theirs = mp.Pipe()
    p = mp.Process(target=answer, args=(theirs,))
    p.start()
    for i in range(3000):
        ours.send(i); ours.recv()
    p.join()
`)
  expect(await observed.finish()).toMatchObject({ code: 0, stderr: "" })
  const [pipe] = Object.values(observed.world().pipes)
  expect(pipe).toMatchObject({ sent: 6000, received: 6000 })
  expect(observed.wrong()).toEqual([])
})

it("shows a hang on a queue that was busy until then", async () => {
  observed = new Observed(`
import multiprocessing as mp
def produce(q):
    for i in range(5000): q.put(i)
if __name__ == "__main__":
    mp.set_start_method("fork")
    q = mp.Queue()
    p = mp.Process(target=produce, args=(q,))
    p.start()
    while True:
        q.get()
`)
  await observed.until((fact) => fact.type === "thread.exited")
  await observed.until(() => Object.values(observed?.world().ops ?? {}).some((op) => op.kind === "get"))
  expect(Object.values(observed.world().ops).find((op) => op.kind === "get")).toMatchObject({ site: { line: 11 } })
})
