import type { Op, World } from "@forkscope/shared/world"
import {
  type Box,
  bottomOf,
  type Curve,
  curveBack,
  curveOver,
  curveTo,
  leftOf,
  type Point,
  rightOf,
} from "../geometry.ts"
import { type Meter, rateOf } from "./meter.ts"
import type { EdgeNode, PoolNode, QueueNode } from "./nodes.ts"
import { countdownOf } from "./processNode.ts"

export interface EdgeContext {
  readonly world: World
  readonly meter: Meter
  readonly waits: ReadonlyMap<number, Op>
  /** The box of a process: its card, its slot, or the cluster it is in. */
  readonly boxOf: (process: number) => Box | undefined
  readonly clusterOf: (process: number) => string | undefined
  readonly laneBelow: number
  /** Boxes that an edge should not run through. */
  readonly obstacles: readonly Box[]
}

const plain = { rate: null, isCopy: false, isBlocked: false, countdown: null }

/** The way between two points: straight over if nothing stands between, above what does, or back below everything. */
function route(from: Box, to: Point, entry: Box, context: EdgeContext): Curve {
  const start = rightOf(from)
  if (to.x < start.x + 8) {
    return curveBack(start, bottomOf(entry), context.laneBelow)
  }
  const isWithin = (point: Point, box: Box) =>
    point.x >= box.x && point.x <= box.x + box.width && point.y >= box.y && point.y <= box.y + box.height
  const between = context.obstacles.filter(
    (box) => box.x + box.width > start.x + 8 && box.x < to.x - 8 && !isWithin(start, box) && !isWithin(to, box),
  )
  const low = Math.min(start.y, to.y) - 8
  const high = Math.max(start.y, to.y) + 8
  if (!between.some((box) => box.y < high && box.y + box.height > low)) return curveTo(start, to)
  const above = freeLane(between, low + 8, -1)
  const below = freeLane(between, high - 8, 1)
  return curveOver(start, to, Math.abs(above - start.y) <= Math.abs(below - start.y) ? above : below)
}

/** The height nearest to `y`, upwards (-1) or downwards (1), at which a line passes between all boxes. */
function freeLane(boxes: readonly Box[], y: number, direction: -1 | 1): number {
  const hit = boxes.find((box) => y > box.y - 8 && y < box.y + box.height + 8)
  return hit ? freeLane(boxes, direction < 0 ? hit.y - 8 : hit.y + hit.height + 8, direction) : y
}

export function childEdges(context: EdgeContext, parents: readonly { id: number; parent: number }[]): EdgeNode[] {
  const edges = new Map<string, EdgeNode>()
  for (const { id, parent } of parents) {
    const from = context.boxOf(parent)
    const to = context.boxOf(id)
    if (!from || !to || from === to) continue
    const cluster = context.clusterOf(id)
    const key = cluster ? `child:${cluster}` : `child:${id}`
    if (!edges.has(key)) edges.set(key, { key, kind: "child", curve: route(from, leftOf(to), to, context), ...plain })
  }
  return [...edges.values()]
}

/** From each producer to the entrance, from the exit to each consumer; those in a cluster share one. */
export function queueEdges(context: EdgeContext, queue: QueueNode): EdgeNode[] {
  const entity = context.world.queues[queue.id]
  if (!entity) return []
  const edges: EdgeNode[] = []
  const waitsHere = (id: number, kind: "put" | "get") => {
    const op = context.waits.get(id)
    return op?.queue === queue.id && op.kind === kind
  }
  const seen = new Map<string, EdgeNode>()
  const add = (edge: EdgeNode, group: string) => {
    const shared = seen.get(group)
    if (!shared) seen.set(group, edge)
    // The key of every member leads to the shared curve, so that items find their way.
    edges.push(shared ? { ...edge, curve: shared.curve, isCopy: true } : edge)
  }
  for (const id of entity.producers) {
    const box = context.boxOf(id)
    if (!box) continue
    add(
      {
        key: `put:${queue.id}:${id}`,
        kind: "put",
        curve: route(box, queue.entrance, queue.box, context),
        rate: rateOf(context.meter, `q${queue.id}put`),
        isCopy: false,
        isBlocked: waitsHere(id, "put"),
        countdown: null,
      },
      `put:${context.clusterOf(id) ?? id}`,
    )
  }
  const owner = context.boxOf(entity.owner)
  if (entity.producers.length === 0 && owner) {
    // Nobody put anything yet: what is known is who made it.
    const curve = route(owner, queue.entrance, queue.box, context)
    edges.push({ key: `own:${queue.id}`, kind: "own", curve, ...plain })
  }
  for (const id of entity.consumers) {
    const box = context.boxOf(id)
    if (!box) continue
    const exit = { ...queue.tube }
    add(
      {
        key: `get:${queue.id}:${id}`,
        kind: "get",
        curve: route(exit, leftOf(box), box, context),
        rate: rateOf(context.meter, `q${queue.id}get`),
        isCopy: false,
        isBlocked: waitsHere(id, "get"),
        countdown: null,
      },
      `get:${context.clusterOf(id) ?? id}`,
    )
  }
  return edges
}

export function poolEdges(context: EdgeContext, pool: PoolNode): EdgeNode[] {
  const edges: EdgeNode[] = []
  const owner = context.world.pools[pool.id]?.owner
  const ownerBox = owner === undefined ? undefined : context.boxOf(owner)
  const finishRate = rateOf(context.meter, `P${pool.id}finish`)
  if (ownerBox) {
    edges.push({
      key: `submit:${pool.id}`,
      kind: "submit",
      curve: route(ownerBox, leftOf(pool.backlog.box), pool.backlog.box, context),
      ...plain,
      rate: rateOf(context.meter, `P${pool.id}submit`),
    })
  }
  // Of slots in several columns only the outer ones have a free side: one edge leads to, and from, the block.
  const slots = pool.slots
  const firstX = Math.min(...slots.map(({ box }) => box.x))
  const lastX = Math.max(...slots.map(({ box }) => box.x))
  for (const { slot, box } of slots) {
    const from = rightOf(pool.backlog.box)
    const to = leftOf(pool.results.box)
    const enter = { ...leftOf(box), x: firstX }
    const leave = { x: lastX + box.width, y: box.y + box.height / 2 }
    edges.push({
      key: `take:${pool.id}:${slot}`,
      kind: "take",
      curve: curveTo(from, enter),
      ...plain,
      rate: finishRate,
    })
    edges.push({
      key: `finish:${pool.id}:${slot}`,
      kind: "finish",
      curve: curveTo(leave, to),
      ...plain,
      rate: finishRate,
    })
  }
  return edges
}

/** A tether from who waits in `join` to whom it waits for. */
export function joinEdges(context: EdgeContext, pools: readonly PoolNode[]): EdgeNode[] {
  return [...context.waits.values()].flatMap((op): EdgeNode[] => {
    if (op.kind !== "join") return []
    const from = context.boxOf(op.proc)
    const pool = pools.find(({ id }) => id === op.pool)
    const to = op.target === null ? pool?.backlog.box : context.boxOf(op.target)
    if (!from || !to || from === to) return []
    const curve = route(from, leftOf(to), to, context)
    return [{ key: `join:${op.id}`, kind: "join", curve, ...plain, isBlocked: true, countdown: countdownOf(op) }]
  })
}
