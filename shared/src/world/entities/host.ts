import { z } from "zod"
import { hostId, micros, type Of } from "./fields.ts"

/** A machine that takes part in the run: its processes share its cores and its clock. */
export const host = z.object({
  id: hostId,
  name: z.string(),
  /** Of this start of its kernel; null where not known. */
  bootId: z.string().nullable(),
  cores: z.number(),
  /** Of the machine, kB; null where not known. */
  memory: z.number().nullable(),
  platform: z.string(),
  kernel: z.string(),
  /** How far its clock is from the run's axis: add `offset` to its times; right to `error`. */
  clock: z.object({ offset: micros, error: micros }),
})

export type HostEntity = Of<typeof host>
