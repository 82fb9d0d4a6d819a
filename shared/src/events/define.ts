import { z } from "zod"

const count = z.int().nonnegative()

/** Building blocks of the events' fields, each with its unit. */
export const field = {
  id: z.int().positive(),
  count,
  /** Microseconds. */
  micros: count,
  /** Seconds, like Python's timeouts. */
  seconds: z.number().nonnegative(),
  pid: z.int().positive(),
  /** A value as short, already truncated text; never parsed. */
  preview: z.string().max(200),
  text: z.string(),
  name: z.string().max(200),
}

/** What went wrong, as the program would print it. */
export const errorInfo = z
  .strictObject({
    name: field.name,
    message: z.string().max(4000),
    traceback: z.string().max(16_000).optional(),
  })
  .describe("the error as the program would print it")

/** A line of the program's own code. */
export const site = z.strictObject({
  file: field.text.describe("absolute path, as the program's interpreter names it"),
  line: z.int().positive(),
  function: field.name.optional(),
})

const common = {
  seq: z.int().positive().describe("place in the log, from 1 without gaps"),
  at: z.int().describe("µs since the run began; one monotonic clock for all sources"),
  src: z
    .enum(["probe", "runtime", "procfs", "run"])
    .describe("who measured it: a probe, the runtime library, the kernel's `/proc`, or Forkscope itself"),
  site: site.optional().describe("the line of the program's own code that did it, where known"),
}

/** Fields that several events share, with their meaning. */
export const shared = {
  op: field.id.describe("pairs the beginning of this operation with its end; unique in a run"),
  block: z.boolean().describe("false: the caller gives up at once instead of waiting"),
  timeout: field.seconds.describe("seconds after which the caller gives up; absent: never").optional(),
  interval: field.micros.describe("µs since the last such event, over which it counts"),
  proc: field.id.describe("the process that calls"),
  counter: field.id.describe("the process that counted"),
}

/**
 * Defines one event: its type name, its meaning as a sentence, its fields beyond the common ones, and the version that
 * introduced it. EVENTS.md is generated from the sentence and the fields.
 *
 * A field that was added to the event later has its own version: `.meta({ description, since: "1.1" })`.
 */
export function define<const Type extends string, Fields extends z.core.$ZodLooseShape>(
  type: Type,
  sentence: string,
  fields: Fields,
  since?: string,
) {
  const tid = field.pid.optional().describe("thread that did it, where known")
  return defineForThread(type, sentence, { tid, ...fields }, since)
}

/** Like `define`, for events about a thread: their fields have a `tid` that is required. */
export function defineForThread<const Type extends string, Fields extends z.core.$ZodLooseShape>(
  type: Type,
  sentence: string,
  fields: Fields,
  since = "1.0",
) {
  return z.strictObject({ type: z.literal(type), ...common, ...fields }).meta({ description: sentence, since })
}
