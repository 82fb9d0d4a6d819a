import type { EventOf } from "../events/index.ts"

export type LockKind = EventOf<"lock.created">["kind"]

interface Rules {
  /** The name of its class in Python. */
  readonly name: string
  /**
   * True: a process that acquired it holds it until it releases it, and only a release lets others go on. False: it is
   * never held; all that wait for it go on at once, and any process may wake them.
   */
  readonly isHeld: boolean
  /** Whether only one process can hold it at a time. */
  readonly isExclusive: boolean
  /** The method with which a program waits for it. */
  readonly method: "acquire" | "wait"
}

const held = (name: string, isExclusive: boolean): Rules => ({ name, isHeld: true, isExclusive, method: "acquire" })
const signal = (name: string): Rules => ({ name, isHeld: false, isExclusive: false, method: "wait" })

/** The kinds of locks with their rules. */
export const LOCKS: Readonly<Record<LockKind, Rules>> = {
  lock: held("Lock", true),
  rlock: held("RLock", true),
  semaphore: held("Semaphore", false),
  event: signal("Event"),
  condition: signal("Condition"),
  barrier: signal("Barrier"),
}

export const LOCK_KINDS = Object.keys(LOCKS) as [LockKind, ...LockKind[]]
