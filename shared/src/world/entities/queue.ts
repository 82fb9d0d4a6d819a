import { z } from "zod"
import { itemId, micros, type Of, origin, procId, queueId, ring, table } from "./fields.ts"

const item = z.object({
  id: itemId,
  value: z.string(),
  from: procId,
  at: micros,
  /** Not yet in the pipe: the feeder thread of `from` has still to write it. */
  isBuffered: z.boolean(),
})

const move = z.object({
  at: micros,
  verb: z.enum(["put", "get", "full", "empty"]),
  item: itemId.nullable(),
  proc: procId,
  value: z.string(),
})

export const queue = z.object({
  ...origin,
  id: queueId,
  owner: procId,
  name: z.string(),
  kind: z.enum(["queue", "joinable", "simple", "manager"]),
  maxsize: z.number(),
  isClosed: z.boolean(),
  depth: z.number(),
  /** Items inside that were reported one by one, oldest first; fewer than `depth` where a source only counted. */
  items: z.array(item),
  puts: z.number(),
  gets: z.number(),
  /** Of these puts and gets, those that were only counted. */
  counted: z.number(),
  /** Sums of the waits for room in it, and for items of it, that have ended. */
  putWaited: micros,
  getWaited: micros,
  /** Of its items, those that still wait for the feeder thread of the process that put them; by process. */
  buffered: table(z.number()),
  /** Of a joinable queue: items whose task_done() is still to come. */
  unfinished: z.number().nullable(),
  /** The last movements, for the eye that follows an item. */
  moves: ring(move),
  depths: ring(z.object({ at: micros, depth: z.number() })),
  /** Processes that ever put, or got, in the order in which they first did. */
  producers: z.array(procId),
  consumers: z.array(procId),
  checks: z.array(
    z.object({ at: micros, proc: procId, question: z.string(), answer: z.union([z.boolean(), z.number()]) }),
  ),
})

export type Item = Of<typeof item>
export type Move = Of<typeof move>
export type QueueEntity = Of<typeof queue>
