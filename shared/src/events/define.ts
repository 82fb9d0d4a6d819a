import { z } from "zod"

const count = z.int().nonnegative()

/** Building blocks of the events' fields, each with its unit. */
export const field = {
  id: z.int().positive(),
  count,
  /** Microseconds. */
  micros: count,
  /** Seconds, as Python's timeouts. */
  seconds: z.number().nonnegative(),
  pid: z.int().positive(),
  /** Short, already truncated text that shows a value; never parsed. */
  preview: z.string().max(200),
  text: z.string(),
  name: z.string().max(200),
}

/** What went wrong, as the program would print it. */
export const errorInfo = z.strictObject({
  name: field.name,
  message: z.string().max(4000),
  traceback: z.string().max(16_000).optional(),
})

/** A line of the program's own code. */
export const site = z.strictObject({
  file: field.text.describe("absolute path, as the program's interpreter names it"),
  line: z.int().positive(),
  function: field.name.optional(),
})

const common = {
  seq: z.int().positive().describe("place in the log, from 1 without gaps"),
  at: z.int().describe("µs since the run began; one monotonic clock for all sources"),
  src: z.enum(["probe", "runtime", "procfs", "run"]).describe("who measured it"),
  by: z.int().positive().optional().describe("seq of the event that caused it, where known"),
  site: site.optional().describe("the line of the program's own code that did it, where known"),
}

/**
 * Defines one event: its type name, what it says in a sentence, and its fields beyond the common ones.
 *
 * The sentence is the source of the generated EVENTS.md.
 */
export function define<const Type extends string, Fields extends z.core.$ZodLooseShape>(
  type: Type,
  sentence: string,
  fields: Fields,
) {
  return z
    .strictObject({
      type: z.literal(type),
      ...common,
      tid: field.pid.optional().describe("thread that did it, where known"),
      ...fields,
    })
    .meta({ description: sentence })
}

/** As `define`, for events about a thread: there `tid` is not optional. */
export function defineForThread<const Type extends string, Fields extends z.core.$ZodLooseShape>(
  type: Type,
  sentence: string,
  fields: Fields,
) {
  return z
    .strictObject({
      type: z.literal(type),
      ...common,
      proc: field.id,
      tid: field.pid.describe("the thread"),
      ...fields,
    })
    .meta({ description: sentence })
}
