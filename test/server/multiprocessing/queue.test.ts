import { once } from "node:events"
import { readFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { reviveHandle } from "@forkscope/multiprocessing/wire/codec.ts"
import "@forkscope/multiprocessing/queue/queue.ts"
import { afterEach, describe, expect, test } from "vitest"
import { mp, run, target, timed, until } from "../../support/multiprocessing.ts"

const { Empty, Event, Full, JoinableQueue, Process, Queue } = mp
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

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

describe("a queue", () => {
  test("without a length has the bound of Python's on Linux", () => {
    expect([new Queue().maxsize, new Queue(-1).maxsize, new Queue(3).maxsize]).toEqual([2147483647, 2147483647, 3])
  })

  test("answers full, empty and qsize", async () => {
    const queue = new Queue(2)
    const answers = async () => [await queue.empty(), await queue.full(), await queue.qsize()]
    expect(await answers()).toEqual([true, false, 0])
    await queue.put("a")
    expect(await answers()).toEqual([false, false, 1])
    await queue.put("b")
    expect(await answers()).toEqual([false, true, 2])
  })

  test("brings all kinds of values, as copies of the moment when they were put", async () => {
    const queue = new Queue()
    const list = [1]
    const values = [
      undefined,
      null,
      -0,
      Number.NaN,
      1n,
      "ü\ud800",
      [list, { a: new Map([[1, new Set([2])]]) }],
      Buffer.from("x"),
    ]
    for (const value of values) await queue.put(value)
    list.push(2)
    const got = []
    for (const _ of values) got.push(await queue.get())
    expect(got).toEqual([
      undefined,
      null,
      -0,
      Number.NaN,
      1n,
      "ü\ud800",
      [[1], { a: new Map([[1, new Set([2])]]) }],
      Buffer.from("x"),
    ])
  })

  test("refuses what cannot travel and says what that is", async () => {
    const queue = new Queue()
    await expect(queue.put({ deep: [1, () => 1] })).rejects.toThrow("cannot pickle a function at deep[1]")
    await expect(queue.put(Symbol("s"))).rejects.toThrow("cannot pickle a symbol")
    await expect(queue.put([Promise.resolve()])).rejects.toThrow("cannot pickle a promise at [0]: await it first")
    expect(await queue.qsize()).toBe(0)
  })

  test("is inherited by children, never sent", async () => {
    const queue = new Queue()
    await expect(queue.put(new Queue())).rejects.toThrow(
      "Queue objects should only be shared between processes through inheritance",
    )
  })

  test("that this process closed is closed for it alone", async () => {
    const queue = new Queue()
    const results = new Queue()
    start("tellArguments", queue, 1)
    expect(await queue.get()).toEqual([1])
    start("consume", queue, results)
    await queue.put(1)
    await queue.put(null)
    await queue.close()
    await expect(queue.put(2)).rejects.toThrow(/is closed/)
    await expect(queue.get()).rejects.toThrow(/is closed/)
    expect(await results.get()).toEqual([1])
  })
})

describe("a full queue", () => {
  test("refuses at once an item whose producer does not wait", async () => {
    const queue = new Queue(1)
    await queue.put(1)
    const { seconds, error } = await timed(() => queue.putNowait(2))
    expect(error).toBeInstanceOf(Full)
    expect(seconds).toBeLessThan(1)
    await expect(queue.put(2, { block: false })).rejects.toBeInstanceOf(Full)
  })

  test("refuses after the timeout, not before", async () => {
    const queue = new Queue(1)
    await queue.put(1)
    const { seconds, error } = await timed(() => queue.put(2, { timeout: 0.3 }))
    expect(error).toBeInstanceOf(Full)
    expect(error?.name).toBe("Full")
    expect(seconds).toBeGreaterThan(0.295)
    expect(seconds).toBeLessThan(5)
    expect(await queue.qsize()).toBe(1)
  })

  test("accepts the items of waiting producers in the order of their arrival", async () => {
    const queue = new Queue(1)
    const [ready, results] = [new Queue(), new Queue()]
    await queue.put("first")
    for (const name of ["a", "b", "c"]) {
      start("waitToPut", queue, name, ready, results)
      await ready.get()
    }
    const own = queue.put("own")
    const got = []
    for (const _ of range(0, 5)) got.push(await queue.get())
    await own
    expect(got).toEqual(["first", "a", "b", "c", "own"])
  })

  test("drops a producer that dies while it waits", async () => {
    const queue = new Queue(1)
    const [ready, results] = [new Queue(), new Queue()]
    await queue.put("first")
    const dying = start("waitToPut", queue, "never", ready, results)
    await ready.get()
    dying.kill()
    await dying.join()
    expect(await queue.get()).toBe("first")
    await queue.put("after")
    expect(await queue.get()).toBe("after")
    expect(await queue.empty()).toBe(true)
  })
})

describe("an empty queue", () => {
  test("answers at once a consumer that does not wait", async () => {
    const queue = new Queue()
    const { seconds, error } = await timed(() => queue.getNowait())
    expect(error).toBeInstanceOf(Empty)
    expect(seconds).toBeLessThan(1)
  })

  test("answers after the timeout, not before", async () => {
    const { seconds, error } = await timed(() => new Queue().get({ timeout: 0.3 }))
    expect(error).toBeInstanceOf(Empty)
    expect(seconds).toBeGreaterThan(0.295)
    expect(seconds).toBeLessThan(5)
  })

  test("serves waiting consumers in the order of their arrival", async () => {
    const queue = new Queue()
    const ready = new Queue()
    const results = [new Queue(), new Queue(), new Queue()]
    for (const result of results) {
      start("waitToGet", queue, ready, result)
      await ready.get()
    }
    for (const value of [1, 2, 3]) await queue.put(value)
    const got = []
    for (const result of results) got.push(await result.get())
    expect(got).toEqual([
      ["got", 1],
      ["got", 2],
      ["got", 3],
    ])
  })

  test("drops a consumer that dies while it waits, and its item goes to the next", async () => {
    const queue = new Queue()
    const [ready, results] = [new Queue(), new Queue()]
    const dying = start("waitToGet", queue, ready, results)
    await ready.get()
    dying.kill()
    await dying.join()
    await queue.put("kept")
    expect(await queue.get()).toBe("kept")
  })
})

describe("between processes", () => {
  test("items come once and in order, one at a time or in a stream", async () => {
    for (const [maxsize, total] of [
      [1, 3000],
      [3, 3000],
      [64, 50_000],
      [0, 100_000],
    ] as const) {
      const queue = new Queue(maxsize)
      const results = new Queue()
      start("checkOrder", queue, total, results)
      start("putRange", queue, 0, total)
      expect(await results.get()).toBe("in order")
      expect(await queue.qsize()).toBe(0)
    }
  })

  test("streams from and to the owner keep their order", async () => {
    const [queue, results] = [new Queue(64), new Queue()]
    start("checkOrder", queue, 50_000, results)
    for (const value of range(0, 50_000)) await queue.put(value)
    expect(await results.get()).toBe("in order")
    start("putRange", queue, 0, 50_000)
    for (const value of range(0, 50_000)) if ((await queue.get()) !== value) throw new Error(`lost at ${value}`)
  })

  test("several producers and consumers: each item once, each producer's in order", async () => {
    const [queue, results] = [new Queue(16), new Queue<[string, number][]>()]
    const consumers = range(0, 3).map(() => start("consume", queue, results))
    const producers = ["a", "b", "c"].map((name) => start("produce", queue, name, 2000))
    for (const producer of producers) await producer.join()
    for (const _ of consumers) await queue.put(null)
    const got = []
    for (const _ of consumers) {
      const part = await results.get()
      got.push(...part)
      for (const name of ["a", "b", "c"]) {
        const numbers = part.filter(([from]) => from === name).map(([, number]) => number)
        expect(numbers).toEqual([...numbers].sort((one, other) => one - other))
      }
    }
    const expected = ["a", "b", "c"].flatMap((name) => range(0, 2000).map((number) => `${name}${number}`))
    expect(got.map(([name, number]) => `${name}${number}`).sort()).toEqual(expected.sort())
  })

  test("the bound holds while a stream runs through it", async () => {
    const [queue, ready] = [new Queue(8), new Event()]
    start("flood", queue, ready)
    await ready.wait()
    let most = 0
    for (let expected = 0; expected < 3000; expected++) {
      most = Math.max(most, await queue.qsize())
      expect(await queue.get()).toBe(expected)
    }
    expect(most).toBeLessThanOrEqual(8)
  })

  test("a producer never gets further ahead of its consumer than the bound", async () => {
    const { stdout } = await run("bound.mjs")
    expect(stdout).toBe("ahead by at most the bound: true\n")
  })

  test("a second consumer gets its share of a stream that the first one had alone", async () => {
    const [queue, ready, results] = [new Queue(256), new Event(), new Queue<number[]>()]
    const producer = start("flood", queue, new Event())
    const first = start("consumeAndTell", queue, results, ready)
    await ready.wait()
    await ready.clear()
    const own: number[] = []
    while (own.length < 200 || !(await ready.isSet())) own.push((await queue.get()) as number)
    producer.kill()
    await producer.join()
    await queue.put(null)
    const theirs = await results.get()
    await first.join()
    for (const part of [own, theirs]) expect(part).toEqual(part.toSorted((one, other) => one - other))
    const all = [...own, ...theirs].sort((one, other) => one - other)
    expect(all).toEqual(range(0, all.length))
    expect(theirs.length).toBeGreaterThanOrEqual(1000)
  })

  test("a killed consumer loses no item but those that it had got, and no item is got twice", async () => {
    const folder = await mkdtemp(join(tmpdir(), "queue-"))
    const path = join(folder, "got")
    const [queue, ready] = [new Queue(64), new Event()]
    const consumer = start("consumeIntoFile", queue, path, ready)
    await ready.wait()
    const total = 5000
    const putting = (async () => {
      for (const value of range(0, total)) await queue.put(value)
    })()
    await until(() => readFileSync(path, "utf8").length > 2000)
    consumer.kill()
    await consumer.join()
    const rest: number[] = []
    const theirs = readFileSync(path, "utf8").trim().split("\n").map(Number)
    const last = theirs.at(-1) as number
    while (rest.at(-1) !== total - 1) rest.push((await queue.get()) as number)
    await putting
    expect(theirs).toEqual(range(0, theirs.length))
    // Only an item that was being handed over at the moment of the kill may be lost with the consumer.
    const first = rest[0] as number
    expect(first).toBeGreaterThan(last)
    expect(first - last - 1).toBeLessThanOrEqual(64)
    expect(rest).toEqual(range(first, total))
    await rm(folder, { recursive: true })
  })

  test("items put just before process.exit arrive", async () => {
    const queue = new Queue()
    const child = start("putAndExit", queue, 500, 3)
    for (const value of range(0, 500)) expect(await queue.get()).toBe(value)
    await child.join()
    expect(child.exitCode).toBe(3)
  })

  test("a grandchild and a process that is not related to the owner reach the same queue", async () => {
    const results = new Queue()
    start("offerQueue", results)
    expect([await results.get(), await results.get()]).toEqual(["made", [0, 1, 2]])
  })

  test("when the owner dies, waiting processes get an error", async () => {
    const { stdout, code } = await run("ownerDies.mjs")
    expect(stdout).toBe("BrokenPipeError: [Errno 32] Broken pipe: the process that owns this object has ended\n")
    expect(code).toBe("SIGKILL")
  })

  test("a process of another program is refused, though it knows the address", async () => {
    const manager = mp.Manager()
    const handle = manager.Queue().pickle()
    // The library's sources, loaded beside its bundle, are a second library in this process, with another key.
    const stranger = reviveHandle(handle) as InstanceType<typeof Queue>
    const { error } = await timed(() => stranger.get())
    expect(error?.name).toBe("AuthenticationError")
    expect(error?.message).toMatch(/does not belong to the same program/)
    await manager.shutdown()
  })

  test("a client without the key is disconnected", async () => {
    const manager = mp.Manager()
    const socket = connect(manager.Queue().pickle().address)
    const hello = Buffer.concat([Buffer.alloc(32, 7), Buffer.from(JSON.stringify({ key: "me", pid: 1 }))])
    const length = Buffer.alloc(4)
    length.writeUInt32LE(hello.length)
    socket.write(Buffer.concat([length, hello]))
    socket.resume()
    await once(socket, "close")
    await manager.shutdown()
  })

  test("a plain script needs no server", async () => {
    const { stdout, stderr, code } = await run("plain.mjs")
    expect([stdout, stderr, code]).toEqual(["0 1 4 9 16\n", "", 0])
  })
})

describe("a joinable queue", () => {
  test("is joined when every item is done", async () => {
    const queue = new JoinableQueue<number>()
    await queue.put(1)
    await queue.put(2)
    let joined = false
    const joining = queue.join().then(() => {
      joined = true
    })
    await queue.get()
    await queue.taskDone()
    expect(joined).toBe(false)
    await queue.get()
    await queue.taskDone()
    await joining
    await expect(queue.taskDone()).rejects.toThrow("task_done() called too many times")
  })
})
