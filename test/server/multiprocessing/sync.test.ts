import { afterEach, describe, expect, test } from "vitest"
import { mp, target, timed } from "../../support/multiprocessing.ts"

const { Event, Lock, Pipe, Process, Queue, RLock, Semaphore, Value, cpuCount, currentProcess, parentProcess, sleep } =
  mp
type Child = InstanceType<typeof Process>

const started: Child[] = []
function start(name: string, ...args: unknown[]): Child {
  const child = new Process({ target: target(name), args })
  child.start()
  started.push(child)
  return child
}

afterEach(async () => {
  for (const child of started.splice(0)) {
    child.kill()
    await child.join()
  }
})

describe("a lock", () => {
  test("is held by one at a time, whatever the processes", async () => {
    const [lock, value] = [new Lock(), new Value(0)]
    const children = [1, 2, 3].map(() => start("addToValue", value, lock, 40))
    for (const child of children) await child.join()
    expect(await value.get()).toBe(120)
  })

  test("goes to waiting processes in the order of their arrival", async () => {
    const [lock, ready, results] = [new Lock(), new Queue(), new Queue()]
    await lock.acquire()
    for (const name of ["a", "b", "c"]) {
      start("acquireAndTell", lock, name, ready, results)
      await ready.get()
    }
    await lock.release()
    expect([await results.get(), await results.get(), await results.get()]).toEqual(["a", "b", "c"])
  })

  test("gives up after the timeout, not before, or at once", async () => {
    const lock = new Lock()
    expect(await lock.acquire()).toBe(true)
    const { seconds, value } = await timed(() => lock.acquire({ timeout: 0.2 }))
    expect(value).toBe(false)
    expect(seconds).toBeGreaterThan(0.195)
    expect(seconds).toBeLessThan(5)
    expect(await lock.acquire({ block: false })).toBe(false)
  })

  test("that was not acquired cannot be released", async () => {
    await expect(new Lock().release()).rejects.toThrow("semaphore or lock released too many times")
  })

  test("stays held when its holder dies", async () => {
    const [lock, ready] = [new Lock(), new Event()]
    const child = start("acquireAndDie", lock, ready)
    await child.join()
    expect(child.exitCode).toBe(-9)
    expect(await lock.acquire({ timeout: 0.05 })).toBe(false)
  })

  test("is not given to a process that died while it waited", async () => {
    const [lock, ready, results] = [new Lock(), new Queue(), new Queue()]
    await lock.acquire()
    const child = start("acquireAndTell", lock, "dead", ready, results)
    await ready.get()
    child.kill()
    await child.join()
    await lock.release()
    expect(await lock.acquire({ timeout: 1 })).toBe(true)
  })
})

test("an RLock can be acquired again by its holder, and by others once it was released as often", async () => {
  const lock = new RLock()
  expect([await lock.acquire(), await lock.acquire()]).toEqual([true, true])
  const [ready, results] = [new Queue(), new Queue()]
  start("acquireAndTell", lock, "other", ready, results)
  await ready.get()
  await lock.release()
  expect(await results.empty()).toBe(true)
  await lock.release()
  expect(await results.get()).toBe("other")
  await expect(lock.release()).rejects.toThrow("attempt to release recursive lock not owned")
})

test("a semaphore has the given number of places", async () => {
  const semaphore = new Semaphore(2)
  expect([await semaphore.acquire(), await semaphore.acquire()]).toEqual([true, true])
  expect(await semaphore.acquire({ block: false })).toBe(false)
  expect(await semaphore.getValue()).toBe(0)
  await semaphore.release()
  expect(await semaphore.acquire()).toBe(true)
})

test("an event lets all waiting processes go on", async () => {
  const [event, ready, results] = [new Event(), new Queue(), new Queue()]
  for (const _ of [1, 2]) start("waitFor", event, ready, results)
  for (const _ of [1, 2]) await ready.get()
  expect([await event.isSet(), await event.wait(0.01)]).toEqual([false, false])
  await event.set()
  expect([await results.get(), await results.get(), await event.wait()]).toEqual([true, true, true])
  await event.clear()
  expect(await event.isSet()).toBe(false)
})

describe("a pipe", () => {
  test("carries messages both ways, then EOF when the other end is closed everywhere", async () => {
    const [own, other] = Pipe()
    const child = start("answer", other)
    await other.close()
    await own.send({ question: 1 })
    expect(await own.recv()).toEqual(["answer to", { question: 1 }])
    await expect(own.recv()).rejects.toMatchObject({ name: "EOFError" })
    await expect(own.send("too late")).rejects.toMatchObject({ name: "BrokenPipeError" })
    await child.join()
  })

  test("reads EOF when the process that had the other end was killed", async () => {
    const [own, other] = Pipe()
    const child = start("answer", other)
    await other.close()
    await own.send("first")
    await own.recv()
    child.kill()
    await expect(own.recv()).rejects.toMatchObject({ name: "EOFError" })
  })

  test("of one direction refuses the other", async () => {
    const [reader, writer] = Pipe(false)
    await writer.send(1)
    expect([await reader.poll(), await reader.recv(), await reader.poll(0.01)]).toEqual([true, 1, false])
    await expect(reader.send(1)).rejects.toThrow("connection is read-only")
    await expect(writer.recv()).rejects.toThrow("connection is write-only")
  })

  test("lets the sender wait when nobody reads", async () => {
    const [reader, writer] = Pipe(false)
    const large = "x".repeat(40_000)
    await writer.send(large)
    let isSent = false
    const second = writer.send(large).then(() => {
      isSent = true
    })
    expect(await reader.poll()).toBe(true)
    expect(isSent).toBe(false)
    await reader.recv()
    await second
    expect(isSent).toBe(true)
  })

  test("that is closed here cannot be used here", async () => {
    const [own] = Pipe()
    await own.close()
    await expect(own.send(1)).rejects.toThrow("handle is closed")
  })
})

test("the main process knows itself, its cores, and how to sleep", async () => {
  expect(currentProcess()).toMatchObject({ name: "MainProcess", pid: process.pid, daemon: false })
  expect(parentProcess()).toBeNull()
  expect(cpuCount()).toBeGreaterThan(0)
  const { seconds } = await timed(() => sleep(0.1))
  expect(seconds).toBeGreaterThan(0.099)
})
