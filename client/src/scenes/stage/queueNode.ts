import { clip, queueCall } from "@forkscope/shared/names"
import { isBounded, isFull, type Op, type QueueEntity, type World, waitingAt } from "@forkscope/shared/world"
import type { Box, Size } from "../geometry.ts"
import type { Badges } from "./badges.ts"
import { entityNode } from "./entityNode.ts"
import type { FeederNode, QueueNode, Waiter } from "./nodes.ts"
import { countdownOf } from "./processNode.ts"

/** A queue with a maxsize up to this shows every place; others show their newest items and a count. */
const CELLS_DRAWN = 12
const CELLS_OF_ENDLESS = 5
const TITLE = 24
const TUBE = 48
const FOOT = 20
const PAD = 6
/** px at each end for the processes that wait there. */
const DOCK = 84
const WAITERS_DRAWN = 4
const WAITER: Size = { width: 76, height: 22 }
const FEEDER: Size = { width: 76, height: 22 }
/** px from a feeder to the tube. */
const FEEDER_GAP = 24
const FEEDERS_DRAWN = 3

const showsAll = (queue: QueueEntity) => isBounded(queue) && queue.maxsize <= CELLS_DRAWN
const cellCount = (queue: QueueEntity) => (showsAll(queue) ? queue.maxsize : CELLS_OF_ENDLESS)
const cellWidth = (queue: QueueEntity) => (cellCount(queue) <= 6 ? 44 : 32)

/**
 * Whether items pass through feeder threads, as in Python's queues over pipes; room for them is kept from the
 * beginning.
 */
function hasFeeders(world: World, queue: QueueEntity): boolean {
  const isFed = queue.kind === "queue" || queue.kind === "joinable"
  return (
    isFed && (world.processes[queue.owner]?.observed?.calls === "blocking" || Object.keys(queue.buffered).length > 0)
  )
}

/** px left of the tube: for processes that wait to put, if the queue is bounded, and for feeders. */
function roomBefore(world: World, queue: QueueEntity): number {
  return hasFeeders(world, queue) ? (isBounded(queue) ? DOCK : 0) + FEEDER.width + FEEDER_GAP : DOCK
}

export function queueSize(world: World, queue: QueueEntity): Size {
  const tube = Math.max(132, cellCount(queue) * cellWidth(queue) + 2 * PAD)
  return { width: roomBefore(world, queue) + tube + DOCK, height: TITLE + TUBE + FOOT + 4 }
}

/** The processes with a feeder thread or buffered items for the queue, in the order of their first put. */
function feedersOf(world: World, queue: QueueEntity, tube: Box): Pick<QueueNode, "feeders" | "moreFeeders"> {
  if (!hasFeeders(world, queue)) return { feeders: [], moreFeeders: 0 }
  const hasThread = (id: number) => {
    const process = world.processes[id]
    if (!process || process.exitedAt !== null) return false
    return Object.values(process.threads).some(({ role, exitedAt }) => role === "feeder" && exitedAt === null)
  }
  const counted = queue.producers
    .map((proc) => ({ proc, count: queue.buffered[proc] ?? 0 }))
    .filter(({ proc, count }) => count > 0 || hasThread(proc))
  // If not all fit, those with the most buffered items.
  const chosen = counted.length > FEEDERS_DRAWN ? counted.toSorted((a, b) => b.count - a.count) : counted
  const shown = chosen.slice(0, FEEDERS_DRAWN)
  const pitch = FEEDER.height + 2
  const top = tube.y + tube.height / 2 - (shown.length * pitch) / 2
  const feeders = shown.map(
    ({ proc, count }, place): FeederNode => ({
      key: `q${queue.id}f${proc}`,
      proc,
      label: String(world.processes[proc]?.pid ?? proc),
      count,
      box: { x: tube.x - FEEDER_GAP - FEEDER.width, y: top + place * pitch + 1, ...FEEDER },
    }),
  )
  return { feeders, moreFeeders: counted.length - shown.length }
}

/** The tube, its cells from entrance (left) to exit (right), and its items: the oldest one at the exit. */
export function queueNode(world: World, queue: QueueEntity, box: Box, badges: Badges): Omit<QueueNode, "departures"> {
  const count = cellCount(queue)
  const width = cellWidth(queue)
  const before = roomBefore(world, queue)
  const tube = { x: box.x + before, y: box.y + TITLE, width: box.width - before - DOCK, height: TUBE }
  const buffered = Object.values(queue.buffered).reduce((sum, one) => sum + one, 0)
  const inPipe = Math.max(0, queue.depth - buffered)
  const written = buffered > 0 ? queue.items.filter((item) => !item.isBuffered) : queue.items
  const start = tube.x + (tube.width - count * width) / 2
  const cell = (fromExit: number): Box => ({
    x: start + (count - 1 - fromExit) * width + 2,
    y: tube.y + PAD,
    width: width - 4,
    height: TUBE - 2 * PAD,
  })
  const isOver = inPipe > count
  const shown = Math.min(isOver ? count - 1 : count, written.length)
  // If not all fit, the newest are shown, and the exit's cell counts the older ones.
  const newest = written.slice(written.length - shown)
  const items = newest.map((item, place) => ({
    key: `q${queue.id}i${item.id}`,
    value: clip(item.value.replace(/^(["'])(.*)\1$/, "$2"), width > 40 ? 5 : 3),
    box: cell(isOver ? count - 1 - (shown - 1 - place) : place),
    cameBy: [],
  }))
  const docked = (kind: "put" | "get") => waitingAt(world, queue.id, kind).filter((op) => op.block)
  const putters = docked("put")
  const getters = docked("get")
  const middle = tube.y + tube.height / 2
  return {
    ...entityNode(world, "queue", queue.id, box, badges),
    call: queueCall(queue),
    maxsize: queue.maxsize,
    isBounded: isBounded(queue),
    depth: queue.depth,
    unfinished: queue.unfinished,
    ...feedersOf(world, queue, tube),
    isFull: isFull(queue),
    isEmpty: queue.depth === 0,
    isClosed: queue.isClosed,
    tube,
    cells: Array.from({ length: count }, (_, place) => ({
      key: `q${queue.id}c${place}`,
      box: cell(place),
      // Items that were only counted: their cells are filled but have no value.
      isFilled: isOver ? place > 0 && place < count - shown : place >= items.length && place < inPipe,
    })),
    items,
    hidden: isOver ? { count: inPipe - (count - 1), box: cell(0) } : null,
    putters: waiters(world, putters, box.x, tube),
    getters: waiters(world, getters, tube.x + tube.width + DOCK - WAITER.width, tube),
    morePutters: Math.max(0, putters.length - WAITERS_DRAWN),
    moreGetters: Math.max(0, getters.length - WAITERS_DRAWN),
    entrance: { x: tube.x, y: middle },
    exit: { x: tube.x + tube.width, y: middle },
  }
}

/** Waiting processes in order of arrival, from top to bottom, centred on the tube. */
function waiters(world: World, ops: readonly Op[], x: number, tube: Box): Waiter[] {
  const shown = ops.slice(0, WAITERS_DRAWN)
  const pitch = WAITER.height + 2
  const top = tube.y + tube.height / 2 - (Math.min(2, shown.length) * pitch) / 2
  return shown.map((op, place) => ({
    key: `op${op.id}`,
    proc: op.proc,
    label: String(world.processes[op.proc]?.pid ?? op.proc),
    value: op.value,
    countdown: countdownOf(op),
    box: { x, y: top + place * pitch + 1, ...WAITER },
  }))
}
