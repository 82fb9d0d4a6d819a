import { afterEach, describe, expect, test } from "vitest"
import { mp, run, stateOf, target, until } from "../../support/multiprocessing.ts"

const { Manager, Process } = mp

const managers: ReturnType<typeof Manager>[] = []
function manager() {
  const one = Manager()
  managers.push(one)
  return one
}

afterEach(async () => {
  for (const one of managers.splice(0)) await one.shutdown()
})

describe("a manager", () => {
  test("is a process of its own, which owns what it makes", async () => {
    const one = manager()
    expect(one.pid).not.toBe(process.pid)
    expect(stateOf(one.pid)).toMatch(/[RS]/)
    const queue = one.Queue(3)
    await queue.put("kept over there")
    expect([queue.maxsize, await queue.qsize(), await queue.get()]).toEqual([3, 1, "kept over there"])
  })

  test("ends with shutdown, and then its objects are gone", async () => {
    const one = manager()
    const queue = one.Queue()
    await queue.put(1)
    await one.shutdown()
    expect(stateOf(one.pid)).toBeUndefined()
    await expect(queue.get()).rejects.toThrow(/the process that owns this object has ended/)
    expect(() => one.Queue()).toThrow(/Broken pipe/)
  })

  test("ends with the process that made it", async () => {
    const { stdout } = await run("managerOfDead.mjs")
    const pid = Number(stdout)
    await until(() => stateOf(pid) === undefined || stateOf(pid) === "Z")
  })

  test("makes queues, locks, events and values that children share", async () => {
    const one = manager()
    const [queue, ready, lock, event, value] = [one.Queue(), one.Queue(), one.Lock(), one.Event(), one.Value(0)]
    const children = [1, 2].map(() => new Process({ target: target("addToValue"), args: [value, lock, 50] }))
    const waiting = new Process({ target: target("waitFor"), args: [event, ready, queue] })
    for (const child of [...children, waiting]) child.start()
    for (const child of children) await child.join()
    expect(await value.get()).toBe(100)
    expect(await ready.get()).toBe("waiting")
    await event.set()
    expect(await queue.get()).toBe(true)
    await waiting.join()
  })

  test("makes queues that may travel through queues", async () => {
    const one = manager()
    const [outer, inner] = [one.Queue(), one.Queue()]
    await outer.put({ inner })
    const { inner: same } = (await outer.get()) as { inner: typeof inner }
    await same.put("through both")
    expect(await inner.get()).toBe("through both")
  })

  test("says what is wrong with an object that it cannot make", () => {
    expect(() => manager().Queue(1.5)).toThrow("expected an integer as maxsize, got 1.5")
  })
})
