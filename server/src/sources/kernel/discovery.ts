import { KeptFile } from "./descriptors.ts"
import { listNumbers, type ProcReader } from "./procReader.ts"

/** Longest time between two walks, µs. */
const WALK_EVERY = 1_000_000
/**
 * Ticks in which to keep walking after a fork or a death: a walk may miss a child that moves to its new parent
 * meanwhile.
 */
const WALKS_AFTER = 2
/** After this many processes were found although the gate was shut, the gate is no longer trusted. */
const MISSES_ALLOWED = 3

/**
 * Decides when to walk the tree for new processes. Every fork, and every new thread, changes the machine's newest PID,
 * which costs one read; while it does not change, nothing was created.
 */
export class BirthGate {
  readonly #loadavg = new KeptFile("/proc/loadavg")
  readonly #reader: ProcReader
  #newest = Number.NaN
  #walksLeft = 0
  #walkedAt = Number.NEGATIVE_INFINITY
  #misses = 0
  #wasShut = false

  constructor(reader: ProcReader) {
    this.#reader = reader
  }

  /** Whether anything was created since the last call, or may have been. */
  opens(at: number): boolean {
    const newest = this.#reader.readNewestPid(this.#loadavg)
    if (newest !== this.#newest || newest < 0) this.expectMore()
    this.#newest = newest
    const open = this.#walksLeft > 0
    if (!open && at - this.#walkedAt < WALK_EVERY && this.#misses < MISSES_ALLOWED) return false
    if (open) this.#walksLeft--
    this.#walkedAt = at
    this.#wasShut = !open
    return true
  }

  expectMore(): void {
    this.#walksLeft = WALKS_AFTER
  }

  /**
   * To be called for each process that a walk found. One that is found while the gate is shut means that the newest PID
   * is not reliable here.
   */
  found(): void {
    if (this.#wasShut) this.#misses++
  }

  close(): void {
    this.#reader.release(this.#loadavg)
  }
}

/**
 * Finds children on kernels that do not list them: checks every process of the machine. Visits parents before their
 * children; `isParent` is called again as the tree grows.
 */
export function scanForChildren(
  parentOf: (pid: number) => number | undefined,
  isParent: (pid: number) => boolean,
  visit: (pid: number) => void,
): void {
  let strangers = listNumbers("/proc").map((pid) => ({ pid, ppid: isParent(pid) ? undefined : parentOf(pid) }))
  for (let found = true; found; ) {
    found = false
    strangers = strangers.filter(({ pid, ppid }) => {
      if (ppid === undefined || !isParent(ppid)) return ppid !== undefined
      visit(pid)
      found = true
      return false
    })
  }
}
