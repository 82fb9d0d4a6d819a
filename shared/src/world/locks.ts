import type { EventOf } from "../events/index.ts"

export type LockKind = EventOf<"lock.created">["kind"]

interface Rules {
  /** Its class in Python. */
  readonly name: string
  /**
   * Whoever acquired it has it until it is released, and only a release lets others go on. Else nobody ever has it: all that
   * wait for it go on at once, and anyone may wake them.
   */
  readonly isHeld: boolean
  /** Held by one at a time. */
  readonly isExclusive: boolean
  /** How a program waits for it. */
  readonly method: "acquire" | "wait"
}

const held = (name: string, isExclusive: boolean): Rules => ({ name, isHeld: true, isExclusive, method: "acquire" })
const signal = (name: string): Rules => ({ name, isHeld: false, isExclusive: false, method: "wait" })

/** What can be acquired or waited for, and by which rules. */
export const LOCKS: Readonly<Record<LockKind, Rules>> = {
  lock: held("Lock", true),
  rlock: held("RLock", true),
  semaphore: held("Semaphore", false),
  event: signal("Event"),
  condition: signal("Condition"),
  barrier: signal("Barrier"),
}

export const LOCK_KINDS = Object.keys(LOCKS) as [LockKind, ...LockKind[]]
