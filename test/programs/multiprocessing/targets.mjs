/** Functions that the tests run in child processes. */
import { writeSync } from "node:fs"
import { currentProcess, getpid, getppid, Process, Queue, sleep } from "../../../dist/multiprocessing/index.cjs"

export function nothing() {}
export const forever = () => sleep(1000)
export const exitWith = (code) => process.exit(code)
export const fails = () => {
  throw new TypeError("it broke")
}

export const tellArguments = (queue, ...args) => queue.put(args)
export const whoAmI = (queue) =>
  queue.put({ pid: getpid(), ppid: getppid(), name: currentProcess().name, daemon: currentProcess().daemon })

export async function putAll(queue, values) {
  for (const value of values) await queue.put(value)
}

export async function putRange(queue, from, to) {
  for (let value = from; value < to; value++) await queue.put(value)
}

/** Puts numbers with the producer's name, then ends. */
export async function produce(queue, name, count) {
  for (let number = 0; number < count; number++) await queue.put([name, number])
}

/** Gets until it gets null; puts what it got into `results`. */
export async function consume(queue, results) {
  const got = []
  for (let value = await queue.get(); value !== null; value = await queue.get()) got.push(value)
  await results.put(got)
}

/** Like consume, but also reports when it is in the middle of its work. */
export async function consumeAndTell(queue, results, isRunning) {
  const got = []
  for (let value = await queue.get(); value !== null; value = await queue.get()) {
    if (got.push(value) % 500 === 0) await isRunning.set()
  }
  await results.put(got)
}

/** Gets for ever and writes each value to a descriptor at once, so that the values are known after a kill. */
export async function consumeIntoFile(queue, path, ready) {
  const { openSync } = await import("node:fs")
  const file = openSync(path, "a")
  await ready.set()
  for (;;) writeSync(file, `${await queue.get()}\n`)
}

/** Calls get, then reports it. Both messages take the same way, so the call has arrived when the report does. */
export async function waitToGet(queue, ready, results) {
  const item = queue.get()
  await ready.put("waiting")
  await results.put(["got", await item])
}

export async function waitToPut(queue, value, ready, results) {
  const put = queue.put(value)
  await ready.put("waiting")
  await put
  await results.put(["put", value])
}

/** Exits immediately after its last put. */
export async function putAndExit(queue, count, code) {
  for (let number = 0; number < count; number++) await queue.put(number)
  process.exit(code)
}

export async function putAndKillItself(queue, value) {
  await queue.put(value)
  process.kill(process.pid, "SIGKILL")
}

/** Puts for ever. */
export async function flood(queue, ready) {
  await ready.set()
  for (let number = 0; ; number++) await queue.put(number)
}

export async function count(queue, total, results) {
  let sum = 0
  for (let left = total; left > 0; left--) sum += await queue.get()
  await results.put(sum)
}

/** Checks that the numbers arrive in sequence. */
export async function checkOrder(queue, total, results) {
  for (let expected = 0; expected < total; expected++) {
    const value = await queue.get()
    if (value !== expected) return results.put(`expected ${expected}, got ${value}`)
  }
  await results.put("in order")
}

export async function startsChild(results) {
  const child = new Process({ target: whoIsThere, args: [results] })
  try {
    child.start()
    await child.join()
  } catch (error) {
    await results.put(`${error.name}: ${error.message}`)
  }
}
const whoIsThere = async (results) => results.put([currentProcess().name, getppid()])

export async function offerQueue(results) {
  const own = new Queue()
  await results.put("made")
  const child = new Process({ target: putRange, args: [own, 0, 3] })
  child.start()
  await results.put([await own.get(), await own.get(), await own.get()])
  await child.join()
}

export async function addToValue(value, lock, times) {
  for (let turn = 0; turn < times; turn++) await lock.with(async () => value.set((await value.get()) + 1))
}

export async function acquireAndDie(lock, ready) {
  await lock.acquire()
  await ready.set()
  process.kill(process.pid, "SIGKILL")
}

export async function acquireAndTell(lock, name, ready, results) {
  const acquired = lock.acquire()
  await ready.put(name)
  await acquired
  await results.put(name)
  await lock.release()
}

export async function waitFor(event, ready, results) {
  const isSet = event.wait()
  await ready.put("waiting")
  await results.put(await isSet)
}

export async function answer(end) {
  const question = await end.recv()
  await end.send(["answer to", question])
  await end.close()
}

/** Does operations on a queue, then ends in one of several ways. */
export async function operateAndEnd(queue, way) {
  await queue.put("one")
  await queue.get()
  await queue.qsize()
  if (way === "exit") process.exit(0)
  if (way === "kill") process.kill(process.pid, "SIGKILL")
}
