/**
 * Mirror of server/probes/python/forkscope_probe/log.py: offsets in the log of one process. The README there explains
 * it.
 */
const RECORD = 256
const CELLS = 64
const OBJECTS = 512
const RING = 8192
const TEXT = 184

export const layout = {
  record: RECORD,
  cells: CELLS,
  objects: OBJECTS,
  ring: RING,
  cellsAt: RECORD,
  countersAt: RECORD + CELLS * RECORD,
  ringAt: RECORD + CELLS * RECORD + OBJECTS * 64,
  magic: 0x3130_5950_4b52_4f46n,
} as const

/** The kind of a record. */
export const KIND = {
  story: 1,
  put: 10,
  get: 11,
  written: 12,
  dropped: 13,
  checked: 14,
  taskDone: 15,
  closed: 16,
  acquire: 20,
  release: 21,
  send: 30,
  recv: 31,
  endClosed: 32,
  joinProcess: 40,
  joinThread: 41,
  joinPool: 42,
  joinQueue: 43,
  sleep: 44,
  started: 45,
  reaped: 46,
  made: 47,
  submitted: 50,
  run: 51,
  finished: 52,
  waitResult: 53,
  read: 54,
  call: 60,
} as const

/** One record; times in ns on the monotonic clock. */
export interface Entry {
  mark: number
  begun: number
  ended: number
  tid: number
  kind: number
  outcome: number
  flags: number
  object: number
  site: number
  /** µs; -1: none given. In a story: the length of its piece. */
  timeout: number
  a: number
  b: number
  text: Buffer
}

/** An unsigned 64-bit number; exact up to 2^53. */
export function wide(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 0x1_0000_0000
}

/** The mark at the end of a record: written last; 0 while a cell is free. */
export const markAt = (bytes: Buffer, at: number): number => wide(bytes, at + RECORD - 8)

/** The record at `at`; undefined if it was written while it was read. */
export function entryAt(bytes: Buffer, at: number): Entry | undefined {
  const mark = markAt(bytes, at)
  if (mark === 0 || wide(bytes, at) !== mark) return undefined
  const tid = bytes.readUInt32LE(at + 24)
  const a = wide(bytes, at + 48)
  const b = wide(bytes, at + 56)
  if (tid === 0 || !Number.isSafeInteger(a) || !Number.isSafeInteger(b)) {
    throw new Error(`Expected a thread and two numbers below 2^53 in a record, got ${tid}, ${a}, ${b}`)
  }
  return {
    mark,
    begun: wide(bytes, at + 8),
    ended: wide(bytes, at + 16),
    tid,
    kind: bytes.readUInt16LE(at + 28),
    outcome: bytes.readUInt8(at + 30),
    flags: bytes.readUInt8(at + 31),
    object: bytes.readUInt32LE(at + 32),
    site: bytes.readUInt32LE(at + 36),
    timeout: Number(bytes.readBigInt64LE(at + 40)),
    a,
    b,
    text: bytes.subarray(at + 64, at + 64 + TEXT),
  }
}

/** The value that a record shows, if any. */
export function valueIn(entry: Entry): { value?: string } {
  const text = textOf(entry)
  return text === "" ? {} : { value: text }
}

/** The text of a record: UTF-8 up to the first zero. */
export function textOf(entry: Entry): string {
  const end = entry.text.indexOf(0)
  return entry.text.toString("utf8", 0, end < 0 ? TEXT : end)
}
