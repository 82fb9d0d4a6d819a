import { z } from "zod"
import { define, field } from "./define.ts"

const caller = { pipe: field.id, proc: field.id, op: field.id }
const outcome = z.enum(["ok", "eof", "error"])

export const pipeEvents = [
  define("pipe.created", "A pipe with two ends was made.", { pipe: field.id, proc: field.id, duplex: z.boolean() }),
  define("pipe.send.started", "A process sends.", { ...caller, value: field.preview.optional() }),
  define("pipe.send.finished", "The message is in the pipe.", { ...caller, outcome }),
  define("pipe.recv.started", "A process wants a message.", caller),
  define("pipe.recv.finished", "It has the message, or the other end is closed.", {
    ...caller,
    outcome,
    value: field.preview.optional(),
  }),
] as const
