import { type EntityRef, entityOf, isOf, type Op, type World } from "@forkscope/shared/world"
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
import { type Badges, isStuck } from "./badges.ts"
import { type Meter, rateOf } from "./meter.ts"
import type { EdgeNode, PoolNode, QueueNode } from "./nodes.ts"
import { countdownOf } from "./processNode.ts"

export interface EdgeContext {
  readonly world: World
  readonly meter: Meter
  /** Waits that currently block a thread. */
  readonly ops: readonly Op[]
  readonly badges: Badges
  /** The box of a process: its card, its slot, or its cluster. */
  readonly boxOf: (process: number) => Box | undefined
  readonly clusterOf: (process: number) => string | undefined
  readonly laneBelow: number
  /** Boxes that an edge should not run through. */
  readonly obstacles: readonly Box[]
}

export const plain = { rate: null, isCopy: false, isBlocked: false, isDanger: false, countdown: null } as const

/**
 * One curve for all edges of a group, e.g. those of a cluster's tiles: the first is drawn, the others are copies along
 * which items travel.
 */
export function withCopies(edges: readonly { readonly edge: EdgeNode; readonly group: string }[]): EdgeNode[] {
  const seen = new Map<string, EdgeNode>()
  return edges.map(({ edge, group }) => {
    const shared = seen.get(group)
    if (!shared) seen.set(group, edge)
    return shared ? { ...edge, curve: shared.curve, isCopy: true } : edge
  })
}

/** Whether a process is blocked on something now, and whether for ever. */
export function blockedOn({ ops, badges }: EdgeContext, proc: number, ref: EntityRef, isOn: (op: Op) => boolean) {
  const isBlocked = ops.some((op) => op.proc === proc && isOn(op))
  return { isBlocked, isDanger: isBlocked && isStuck(badges, proc, ref) }
}

/**
 * The curve between two points: direct if nothing is in between, else around it; to the left, back below everything.
 */
export function route(from: Box, to: Point, entry: Box, context: EdgeContext): Curve {
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

/** The height nearest to `y`, upwards (-1) or downwards (1), at which a line crosses no box. */
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

/**
 * From each producer to the entrance or its feeder, and from the exit to each consumer; the members of a cluster share
 * an edge.
 */
export function queueEdges(context: EdgeContext, queue: QueueNode): EdgeNode[] {
  const entity = context.world.queues[queue.id]
  if (!entity) return []
  const edge = (kind: "put" | "get", proc: number, curve: Curve) => ({
    edge: {
      key: `${kind}:${queue.id}:${proc}`,
      kind,
      curve,
      ...plain,
      ...blockedOn(
        context,
        proc,
        { kind: "queue", id: queue.id },
        (op) => op.kind === kind && isOf(op.target, "queue", queue.id),
      ),
      rate: rateOf(context.meter, `q${queue.id}${kind}`),
    },
    // Every member has an edge of its own key, so that items find their way; copies share the curve.
    group: `${kind}:${context.clusterOf(proc) ?? proc}`,
  })
  const puts = entity.producers.flatMap((proc) => {
    const box = context.boxOf(proc)
    const feeder = queue.feeders.find((one) => one.proc === proc)
    const to = feeder ? leftOf(feeder.box) : queue.entrance
    return box ? [edge("put", proc, route(box, to, queue.box, context))] : []
  })
  const gets = entity.consumers.flatMap((proc) => {
    const box = context.boxOf(proc)
    return box ? [edge("get", proc, route(queue.tube, leftOf(box), box, context))] : []
  })
  const owner = context.boxOf(entity.owner)
  if (entity.producers.length > 0 || !owner) return withCopies([...puts, ...gets])
  // Before the first put, only the process that made the queue is known.
  const curve = route(owner, queue.entrance, queue.box, context)
  return [{ key: `own:${queue.id}`, kind: "own", curve, ...plain }, ...withCopies(gets)]
}

export function poolEdges(context: EdgeContext, { id, backlog, slots, results }: PoolNode): EdgeNode[] {
  const owner = context.world.pools[id]?.owner
  const ownerBox = owner === undefined ? undefined : context.boxOf(owner)
  const [submitRate, finishRate] = [rateOf(context.meter, `P${id}submit`), rateOf(context.meter, `P${id}finish`)]
  const edges: EdgeNode[] = []
  if (ownerBox) {
    const curve = route(ownerBox, leftOf(backlog.box), backlog.box, context)
    edges.push({ key: `submit:${id}`, kind: "submit", curve, ...plain, rate: submitRate })
  }
  // Where slots have several columns, edges lead to and from the outer sides of the whole block.
  const firstX = Math.min(...slots.map(({ box }) => box.x))
  const lastX = Math.max(...slots.map(({ box }) => box.x))
  for (const { slot, box } of slots) {
    const enter = curveTo(rightOf(backlog.box), { ...leftOf(box), x: firstX })
    const leave = curveTo(rightOf({ ...box, x: lastX }), leftOf(results.box))
    edges.push({ key: `take:${id}:${slot}`, kind: "take", curve: enter, ...plain, rate: finishRate })
    edges.push({ key: `finish:${id}:${slot}`, kind: "finish", curve: leave, ...plain, rate: finishRate })
  }
  return edges
}

/** A dotted line from a process in `join` to what it joins: a process, a pool, a queue. */
export function joinEdges(context: EdgeContext, pools: readonly PoolNode[], queues: readonly QueueNode[]): EdgeNode[] {
  return context.ops.flatMap((op): EdgeNode[] => {
    if (op.kind !== "join") return []
    const from = context.boxOf(op.proc)
    const target = entityOf(op.target)
    const queue = queues.find(({ id }) => isOf(op.target, "queue", id))
    const pool = pools.find(({ id }) => isOf(op.target, "pool", id))
    const to = queue?.tube ?? pool?.backlog.box ?? (target?.kind === "process" ? context.boxOf(target.id) : undefined)
    if (!from || !to || from === to) return []
    return [
      {
        key: `join:${op.id}`,
        kind: "join",
        curve: route(from, leftOf(to), queue?.box ?? to, context),
        ...plain,
        isBlocked: true,
        isDanger: target !== null && isStuck(context.badges, op.proc, target),
        countdown: countdownOf(op),
      },
    ]
  })
}
