import { z } from "zod"
import { itemId, micros, type Of, origin, procId, queueId, ring, table } from "./fields.ts"

const item = z.object({
  id: itemId,
  value: z.string(),
  from: procId,
  at: micros,
  /** Not yet in the pipe: it waits for the feeder thread of process `from`. */
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
  kind: z.enum(["queue", "joinable", "simple", "manager", "local"]),
  maxsize: z.number(),
  /** The queue of the parent of which a fork has made this copy. */
  copyOf: queueId.nullable(),
  isClosed: z.boolean(),
  depth: z.number(),
  /** Items in the queue that were reported one by one, oldest first; fewer than `depth` where a source only counted. */
  items: z.array(item),
  puts: z.number(),
  gets: z.number(),
  /** Number of these puts and gets that were only counted. */
  counted: z.number(),
  /** Sums of the finished waits for room and for items, µs. */
  putWaited: micros,
  getWaited: micros,
  /** Number of its items that wait for the feeder thread of the process that put them, by process. */
  buffered: table(z.number()),
  /** For a joinable queue: number of items without a task_done(). */
  unfinished: z.number().nullable(),
  /** The last puts and gets, for the animation of items. */
  moves: ring(move),
  depths: ring(z.object({ at: micros, depth: z.number() })),
  /** Processes that ever put or got an item, in the order of their first. */
  producers: z.array(procId),
  consumers: z.array(procId),
  checks: z.array(
    z.object({ at: micros, proc: procId, question: z.string(), answer: z.union([z.boolean(), z.number()]) }),
  ),
})

export type Item = Of<typeof item>
export type Move = Of<typeof move>
export type QueueEntity = Of<typeof queue>
