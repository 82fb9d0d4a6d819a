import { z } from "zod"
import { site } from "../../events/define.ts"
import { LOCK_KINDS } from "../locks.ts"
import { lockId, micros, type Of, origin, procId, seq } from "./fields.ts"

const holder = z.object({
  ...origin,
  proc: procId,
  tid: z.number().nullable(),
  since: micros,
})

export const lock = z.object({
  ...origin,
  id: lockId,
  kind: z.enum(LOCK_KINDS),
  name: z.string(),
  owner: procId,
  value: z.number(),
  /** Current holders, oldest first; a killed process remains one. Empty for events and conditions. */
  holders: z.array(holder),
  /** Processes that ever released or set it without holding it: they use it as a signal. */
  releasers: z.array(procId),
  /** The newest set() of an event or notify() of a condition; null: none. */
  signaled: z.object({ proc: procId, tid: z.number().nullable(), at: micros, site: site.nullable(), seq }).nullable(),
  /** Number of times it was acquired. */
  acquires: z.number(),
  /** Sum of the finished waits for it, µs. */
  waited: micros,
})

export type Holder = Of<typeof holder>
export type LockEntity = Of<typeof lock>
