import type { Micros } from "../../base/index.ts"
import type { Draft } from "../draft.ts"
import { emptyRing, lastOf } from "../ring.ts"
import { KEEP, type Move, type QueueEntity } from "../world.ts"
import { including, keepLast } from "./keepLast.ts"
import { waitedIn } from "./ops.ts"
import type { queueEvents } from "./types.ts"

function moved(draft: Draft, queue: QueueEntity, move: Move, depth: number): Partial<QueueEntity> {
  return {
    depth,
    moves: draft.pushed(queue.moves, move),
    depths: depthAt(draft, queue, move.at, depth),
    items: newest(queue.items, depth),
  }
}

/** The newest `depth` items: the oldest of the others were got by processes that only counted. */
const newest = (items: QueueEntity["items"], depth: number) =>
  items.length <= depth ? items : items.slice(items.length - depth)

function depthAt(draft: Draft, queue: QueueEntity, at: Micros, depth: number): QueueEntity["depths"] {
  return lastOf(queue.depths)?.depth === depth ? queue.depths : draft.pushed(queue.depths, { at, depth })
}

/** `buffered` with a changed count for one process; processes with none are left out. */
function withBuffered(queue: QueueEntity, proc: number, change: (count: number) => number): QueueEntity["buffered"] {
  const { [proc]: count = 0, ...others } = queue.buffered
  const next = Math.max(0, change(count))
  return next === 0 ? others : { ...others, [proc]: next }
}

export const reduceQueue: queueEvents = {
  "queue.created": (draft, event) =>
    draft.set("queues", event.queue, {
      id: event.queue,
      owner: event.proc,
      seq: event.seq,
      site: event.site ?? null,
      name: event.name,
      kind: event.kind,
      maxsize: event.maxsize,
      copyOf: event.copyOf ?? null,
      isClosed: false,
      depth: 0,
      items: [],
      puts: 0,
      gets: 0,
      counted: 0,
      putWaited: 0,
      getWaited: 0,
      buffered: {},
      unfinished: event.kind === "joinable" ? 0 : null,
      moves: emptyRing(KEEP.moves),
      depths: draft.pushed(emptyRing(KEEP.depths), { at: event.at, depth: 0 }),
      producers: [],
      consumers: [],
      checks: [],
    }),
  "queue.put.started": (draft, event) =>
    draft.patch(event, "queues", event.queue, (queue) => ({ producers: including(queue.producers, event.proc) })),
  "queue.put.finished": (draft, event, op) => {
    const value = event.value ?? op?.value ?? ""
    const item = event.item ?? null
    draft.patch(event, "queues", event.queue, (queue) => {
      const putWaited = queue.putWaited + waitedIn(op, event.at)
      if (event.outcome === "error") return { putWaited }
      if (event.outcome === "full") {
        const move = { at: event.at, verb: "full" as const, item: null, proc: event.proc, value }
        return { ...moved(draft, queue, move, event.depth), putWaited }
      }
      const items =
        item === null || queue.items.length >= KEEP.items
          ? queue.items
          : [...queue.items, { id: item, value, from: event.proc, at: event.at, isBuffered: event.buffered ?? false }]
      // No spreads here: with millions of items they cost too much time.
      const move = { at: event.at, verb: "put" as const, item, proc: event.proc, value }
      return {
        depth: event.depth,
        moves: draft.pushed(queue.moves, move),
        depths: depthAt(draft, queue, event.at, event.depth),
        puts: queue.puts + 1,
        putWaited,
        items: newest(items, event.depth),
        buffered: event.buffered ? withBuffered(queue, event.proc, (count) => count + 1) : queue.buffered,
        unfinished: queue.unfinished === null ? null : queue.unfinished + 1,
      }
    })
  },
  "queue.item.written": (draft, event) =>
    draft.patch(event, "queues", event.queue, (queue) => ({
      buffered: withBuffered(queue, event.proc, (count) => count - 1),
      items: queue.items.map((one) => (one.id === event.item ? { ...one, isBuffered: false } : one)),
    })),
  "queue.task.done": (draft, event) =>
    draft.patch(event, "queues", event.queue, () => ({ unfinished: event.unfinished })),
  "queue.get.started": (draft, event) =>
    draft.patch(event, "queues", event.queue, (queue) => ({ consumers: including(queue.consumers, event.proc) })),
  "queue.get.finished": (draft, event, op) => {
    const item = event.item ?? null
    draft.patch(event, "queues", event.queue, (queue) => {
      const getWaited = queue.getWaited + waitedIn(op, event.at)
      if (event.outcome === "error") return { getWaited }
      const value = event.value ?? queue.items.find((one) => one.id === item)?.value ?? ""
      if (event.outcome === "empty") {
        const move = { at: event.at, verb: "empty" as const, item: null, proc: event.proc, value }
        return { ...moved(draft, queue, move, event.depth), getWaited }
      }
      return {
        depth: event.depth,
        moves: draft.pushed(queue.moves, { at: event.at, verb: "get", item, proc: event.proc, value }),
        depths: depthAt(draft, queue, event.at, event.depth),
        gets: queue.gets + 1,
        getWaited,
        items: newest(
          queue.items.filter((one) => one.id !== item),
          event.depth,
        ),
      }
    })
  },
  "queue.checked": (draft, event) =>
    draft.patch(event, "queues", event.queue, (queue) => ({
      checks: keepLast(queue.checks, {
        at: event.at,
        proc: event.proc,
        question: event.question,
        answer: event.answer,
      }),
    })),
  "queue.closed": (draft, event) =>
    draft.patch(event, "queues", event.queue, (queue) => (queue.owner === event.proc ? { isClosed: true } : {})),
  "queue.sampled": (draft, event) =>
    draft.patch(event, "queues", event.queue, (queue) => ({
      puts: queue.puts + event.puts,
      gets: queue.gets + event.gets,
      counted: queue.counted + event.puts + event.gets,
      depth: event.depth,
      ...(event.buffered === undefined ? {} : { buffered: withBuffered(queue, event.proc, () => event.buffered ?? 0) }),
      depths: depthAt(draft, queue, event.at, event.depth),
      items: newest(queue.items, event.depth),
    })),
}
