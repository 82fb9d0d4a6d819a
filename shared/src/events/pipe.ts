import { z } from "zod"
import { define, field } from "./define.ts"

const end = z
  .union([z.literal(0), z.literal(1)])
  .describe("which of its two ends: the first or second that Pipe() returned")
const caller = { pipe: field.id, proc: field.id, op: field.id, end: end.optional() }
const outcome = z.enum(["ok", "eof", "error"])

export const pipeEvents = [
  define("pipe.created", "A pipe with two ends was made.", {
    pipe: field.id,
    proc: field.id,
    name: field.name.optional(),
    duplex: z.boolean().describe("false: the first end only receives, the second only sends"),
  }),
  define("pipe.send.started", "A process sends.", { ...caller, value: field.preview.optional() }),
  define("pipe.send.finished", "The message is in the pipe.", { ...caller, outcome }),
  define("pipe.recv.started", "A process wants a message.", { ...caller, timeout: field.seconds.optional() }),
  define("pipe.recv.finished", "It has the message, or the other end is closed.", {
    ...caller,
    outcome,
    value: field.preview.optional(),
  }),
  define("pipe.end.closed", "A process closed its copy of an end.", { pipe: field.id, proc: field.id, end }),
  define("pipe.sampled", "Too many messages to tell one by one: their counts since the last such event.", {
    pipe: field.id,
    proc: field.id.describe("the process that counted"),
    end: end.optional(),
    sends: field.count,
    recvs: field.count,
    interval: field.micros,
  }),
] as const
