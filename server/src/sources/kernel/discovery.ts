import { KeptFile } from "./descriptors.ts"
import { listNumbers, type ProcReader } from "./procReader.ts"

/** Walks at least this often, whatever the gate says, µs. */
const WALK_EVERY = 1_000_000
/** Ticks to go on walking after a fork or a death: a child may move to its adopter behind the walk's back. */
const WALKS_AFTER = 2
/** Processes found although the gate was shut, after which it is not believed any more. */
const MISSES_ALLOWED = 3

/**
 * Tells when a walk for new processes is worth it. Every fork, of a thread too, moves the machine's newest PID, which
 * costs one read; while it stands still nobody was born.
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

  /** Whether something was born since the last call, or may have been. */
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

  /** To be told of each process a walk found: one behind a shut gate means that the newest PID is not kept here. */
  found(): void {
    if (this.#wasShut) this.#misses++
  }

  close(): void {
    this.#reader.release(this.#loadavg)
  }
}

/**
 * Finds children on kernels that do not list them: looks at every process of the machine. Visits parents before their
 * children; `isParent` is asked again as the tree grows.
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
