import { z } from "zod"
import { LOCK_KINDS } from "../locks.ts"
import { lockId, micros, type Of, origin, procId } from "./fields.ts"

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
  /** Who has it now, oldest first; stays when its process was killed. Empty for events and conditions. */
  holders: z.array(holder),
  /** Who ever gave it back, or set it, without holding it: it serves them as a signal. */
  releasers: z.array(procId),
  /** Times it was given. */
  acquires: z.number(),
  /** µs that anyone has waited for it, of waits that are over. */
  waited: micros,
})

export type Holder = Of<typeof holder>
export type LockEntity = Of<typeof lock>
