import { describeError, type ErrorDescription } from "../../errors.ts"
import { ByteReader, type ByteWriter } from "./bytes.ts"
import { forEachEntry } from "./journal.ts"
import { LENGTH } from "./sendNow.ts"
import { readValue, writeValue } from "./values.ts"

/** First byte of a frame to a worker. */
export const FUNCTION = 1
export const TASKS = 2
export const STOP = 3

/** First byte of a frame from a worker. */
export const READY = 1
export const RESULTS = 2
export const START_FAILED = 3

/** How a task ended for its worker. */
export const OK = 0
export const FAILED = 1
export const REFUSED = 2

const TRACKED = 1
const CHUNK = 2

/** A task as its worker receives it. */
export interface Assignment {
  number: number
  /** µs of the monotonic clock after which it must not begin, because another worker may have it by then. */
  deadline: number
  functionId: number
  /** Its key in facts; absent when it is only counted. */
  key: string | undefined
  /** The arguments are a list of calls, run one after the other. */
  isChunk: boolean
  /** Absent when they could not be decoded: the task then fails with `problem`. */
  args: unknown[] | undefined
  problem: unknown
}

export interface OutgoingTask {
  readonly functionId: number
  readonly key: string
  readonly isChunk: boolean
  /** The arguments, or their bytes if they were encoded at submission. */
  readonly args: unknown[] | Buffer
}

/** Begins a frame of tasks numbered from `first`. The deadline does not apply to the first one when `isFirstSure`. */
export function beginTasks(writer: ByteWriter, first: number, deadline: number, isFirstSure: boolean): void {
  writer.length = LENGTH
  writer.u8(TASKS)
  writer.f64(first)
  writer.f64(deadline)
  writer.u8(isFirstSure ? 1 : 0)
}

export function writeTask(writer: ByteWriter, task: OutgoingTask): void {
  writer.u32(task.functionId)
  writer.u8((task.key ? TRACKED : 0) | (task.isChunk ? CHUNK : 0))
  if (task.key) writer.text(task.key)
  if (Buffer.isBuffer(task.args)) writer.raw(task.args)
  else writeValue(writer, task.args)
}

/** Reads a frame of tasks, after its type byte. */
export function readTasks(reader: ByteReader, take: (task: Assignment) => void): void {
  let number = reader.f64()
  const deadline = reader.f64()
  let isSure = reader.u8() === 1
  while (!reader.isAtEnd) {
    const functionId = reader.u32()
    const flags = reader.u8()
    const key = flags & TRACKED ? reader.text() : undefined
    const task: Assignment = {
      number: number++,
      deadline: isSure ? Number.POSITIVE_INFINITY : deadline,
      functionId,
      key,
      isChunk: (flags & CHUNK) !== 0,
      args: undefined,
      problem: undefined,
    }
    isSure = false
    try {
      task.args = readValue(reader) as unknown[]
    } catch (error) {
      task.problem = error
    }
    take(task)
  }
}

/** A worker's result of one task. */
export interface Result {
  number: number
  outcome: typeof OK | typeof FAILED | typeof REFUSED
  /** How long it took. */
  micros: number
  /** The value, or the description of the error. */
  value: unknown
}

/** Reads the entries of a frame of results; its type byte is skipped. */
export function readResults(frame: Buffer, take: (result: Result) => void): void {
  forEachEntry(frame.subarray(1), (entry) => {
    if (entry.records.length > 0) readRecords(new ByteReader(entry.records), take)
    return true
  })
}

export function readRecords(reader: ByteReader, take: (result: Result) => void): void {
  while (!reader.isAtEnd) {
    const number = reader.f64()
    const outcome = reader.u8() as Result["outcome"]
    const micros = reader.u32()
    if (outcome === OK) take(readOk(reader, number, micros))
    else if (outcome === FAILED) take({ number, outcome, micros, value: JSON.parse(reader.text()) as ErrorDescription })
    else take({ number, outcome, micros, value: undefined })
  }
}

/** A value that cannot be decoded here fails its own task only. */
function readOk(reader: ByteReader, number: number, micros: number): Result {
  try {
    return { number, outcome: OK, micros, value: readValue(reader) }
  } catch (error) {
    return { number, outcome: FAILED, micros, value: describeError(error) }
  }
}
