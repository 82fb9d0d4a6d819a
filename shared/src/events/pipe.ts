import { z } from "zod"
import { define, field, shared } from "./define.ts"

const end = z
  .union([z.literal(0), z.literal(1)])
  .describe("which of its two ends: the first or second that Pipe() returned")
const pipe = field.id.describe("the pipe")
const inPipe = { pipe, proc: shared.proc }
const caller = { ...inPipe, op: shared.op, end: end.optional() }
const outcome = z.enum(["ok", "eof", "error"]).describe("eof: the other end is closed")
const value = field.preview.describe("the message as text, cut short").optional()

export const pipeEvents = [
  define("pipe.created", "A pipe with two ends was made.", {
    ...inPipe,
    name: field.name.describe("as the program named it").optional(),
    duplex: z.boolean().describe("false: the first end only receives, the second only sends"),
  }),
  define("pipe.send.started", "A process sends.", { ...caller, value }),
  define("pipe.send.finished", "The message is in the pipe.", { ...caller, outcome }),
  define("pipe.recv.started", "A process wants a message.", { ...caller, timeout: shared.timeout }),
  define("pipe.recv.finished", "The process has the message, or the other end is closed.", {
    ...caller,
    outcome,
    value,
  }),
  define("pipe.end.closed", "A process closed its copy of an end.", { ...inPipe, end }),
  define("pipe.sampled", "Too many messages to report one by one: their counts since the last such event.", {
    pipe,
    proc: shared.counter,
    end: end.optional(),
    sends: field.count.describe("messages sent"),
    recvs: field.count.describe("messages received"),
    interval: shared.interval,
  }),
] as const
