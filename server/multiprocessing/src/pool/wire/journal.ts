import { openSync, readSync, unlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/**
 * What a worker has done, in an unlinked file that its parent can read when the worker cannot send: while it is busy in
 * one task, or after it was killed.
 *
 * A page holds entries: f64 generation, f64 number of the task that begins now (0: none), u32 length, that many bytes
 * of result records, f64 the task's number again (it differs in an entry that was read half-written). The two pages are
 * used in turn, a new one after every flush over the socket, so the last task begun is always in one of them.
 */
export const ENTRY_HEADER = 20
export const ENTRY_TRAILER = 8
/** The worker sends its results when they fill this many bytes; one entry without results still fits behind them. */
export const PAGE_FULL = 16_384
export const PAGE_SIZE = PAGE_FULL + 64

export interface JournalContent {
  /** Number of the last task that the worker began. */
  lastBegun: number
  /** Result records, oldest first; most of them have arrived over the socket as well. */
  records: Buffer[]
}

/** Creates the file; undefined where none can be created: tasks are then sent one at a time. */
export function createJournal(name: string): number | undefined {
  for (const folder of ["/dev/shm", tmpdir()]) {
    const path = join(folder, `forkscope-${name}`)
    try {
      const descriptor = openSync(path, "wx+", 0o600)
      unlinkSync(path)
      return descriptor
    } catch {
      // Missing or not writable: try the next folder.
    }
  }
  return undefined
}

/** Reads both pages. */
export function readJournal(descriptor: number): JournalContent {
  const bytes = Buffer.alloc(2 * PAGE_SIZE)
  readSync(descriptor, bytes, 0, bytes.length, 0)
  const pages = [readPage(bytes.subarray(0, PAGE_SIZE)), readPage(bytes.subarray(PAGE_SIZE))]
  pages.sort((one, other) => one.generation - other.generation)
  return {
    lastBegun: Math.max(...pages.map((page) => page.lastBegun)),
    records: pages.flatMap((page) => page.records),
  }
}

function readPage(page: Buffer): JournalContent & { generation: number } {
  const generation = page.readDoubleLE(0)
  const content = { generation, lastBegun: 0, records: [] as Buffer[] }
  if (generation === 0) return content
  forEachEntry(page, (entry) => {
    if (entry.generation !== generation || !entry.isWhole) return false
    content.lastBegun = Math.max(content.lastBegun, entry.begun)
    if (entry.records.length > 0) content.records.push(entry.records)
    return true
  })
  return content
}

interface Entry {
  generation: number
  begun: number
  isWhole: boolean
  records: Buffer
}

/** Visits entries, in a page of the file or in a frame, until `take` returns false. */
export function forEachEntry(bytes: Buffer, take: (entry: Entry) => boolean): void {
  let start = 0
  while (start + ENTRY_HEADER + ENTRY_TRAILER <= bytes.length) {
    const begun = bytes.readDoubleLE(start + 8)
    const end = start + ENTRY_HEADER + bytes.readUInt32LE(start + 16)
    if (end + ENTRY_TRAILER > bytes.length) return
    const isWhole = bytes.readDoubleLE(end) === begun
    const records = bytes.subarray(start + ENTRY_HEADER, end)
    if (!take({ generation: bytes.readDoubleLE(start), begun, isWhole, records })) return
    start = end + ENTRY_TRAILER
  }
}
