import { z } from "zod"
import { hostId, micros, type Of } from "./fields.ts"

/** A machine of the run: its processes share its cores and its clock. */
export const host = z.object({
  id: hostId,
  name: z.string(),
  /** Identifies this boot of its kernel; null: not known. */
  bootId: z.string().nullable(),
  cores: z.number(),
  /** Physical memory of the machine, kB; null: not known. */
  memory: z.number().nullable(),
  platform: z.string(),
  kernel: z.string(),
  /** `offset`: µs to add to its times to get times of the run; it may be wrong by `error` µs. */
  clock: z.object({ offset: micros, error: micros }),
})

export type HostEntity = Of<typeof host>
