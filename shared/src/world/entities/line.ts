import { z } from "zod"
import { errorInfo } from "../../events/define.ts"
import { lineId, micros, type Of } from "./fields.ts"

/** A line of code that was sent to a lab. */
export const line = z.object({
  id: lineId,
  code: z.string(),
  state: z.enum(["submitted", "running", "ok", "error", "interrupted"]),
  submittedAt: micros,
  startedAt: micros.nullable(),
  finishedAt: micros.nullable(),
  value: z.string().nullable(),
  error: errorInfo.nullable(),
})

export type LineEntity = Of<typeof line>
