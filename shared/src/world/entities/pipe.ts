import { z } from "zod"
import { type Of, origin, pipeId, procId } from "./fields.ts"

export const pipe = z.object({
  ...origin,
  id: pipeId,
  owner: procId,
  name: z.string(),
  isDuplex: z.boolean(),
  sent: z.number(),
  received: z.number(),
  /** Processes that ever used or closed an end, in the order of their first use. */
  users: z.array(z.object({ proc: procId, end: z.literal([0, 1]), isClosed: z.boolean() })),
})

export type PipeEntity = Of<typeof pipe>
