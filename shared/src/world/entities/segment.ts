import { z } from "zod"
import { type Of, origin, procId, segmentId } from "./fields.ts"

/** A segment of shared memory. */
export const segment = z.object({
  ...origin,
  id: segmentId,
  owner: procId,
  name: z.string(),
  /** Bytes. */
  size: z.number(),
  /** Its name is gone: nobody else can attach it. */
  isUnlinked: z.boolean(),
  /** Processes that have attached it and not detached it, in the order of their first; ended ones remain. */
  users: z.array(procId),
})

export type SegmentEntity = Of<typeof segment>
