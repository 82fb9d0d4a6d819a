import { isAtEnd, isOf } from "@forkscope/shared/world"
import { curveTo, leftOf, type Point, rightOf } from "../geometry.ts"
import { isStuck } from "./badges.ts"
import { blockedOn, type EdgeContext, plain, route, withCopies } from "./edges.ts"
import type { EdgeNode, LockNode, PipeNode, SegmentNode } from "./nodes.ts"
import { usersOf } from "./pipeNode.ts"
import { usersOfSegment } from "./segmentNode.ts"

/** px below a lock's middle where edges of waiting processes arrive; those of holders arrive as much above it. */
const WANTED = 8
/** px between the edges to different locks at a process. */
const APART = 8

const below = ({ x, y }: Point, by: number): Point => ({ x, y: y + by })

/**
 * For each lock, by id, and process: px below the process's middle where the edge leaves, so that edges do not overlap.
 */
export function leavingPlaces(
  locks: readonly LockNode[],
  users: ReadonlyMap<number, ReadonlySet<number>>,
): Map<number, Map<number, number>> {
  const locksOf = new Map<number, number[]>()
  for (const { id } of locks) {
    for (const proc of users.get(id) ?? []) locksOf.set(proc, [...(locksOf.get(proc) ?? []), id])
  }
  const places = new Map(locks.map(({ id }) => [id, new Map<number, number>()]))
  for (const [proc, ids] of locksOf) {
    const apart = Math.min(APART, 32 / ids.length)
    for (const [place, id] of ids.entries()) places.get(id)?.set(proc, (place - (ids.length - 1) / 2) * apart)
  }
  return places
}

/** µs after which a call to a manager is drawn as a wait. */
const LONG_CALL = 100_000

/**
 * One edge between a lock and each process that uses it: held, wanted or neither now. A lock is right of all its users;
 * `places` are px below each user's middle.
 */
export function lockEdges(
  context: EdgeContext,
  lock: LockNode,
  users: Iterable<number>,
  places: ReadonlyMap<number, number>,
): EdgeNode[] {
  const entity = context.world.locks[lock.id]
  const edges = [...users].flatMap((proc) => {
    const box = context.boxOf(proc)
    const place = places.get(proc) ?? 0
    if (!box || !entity) return []
    const isWanted = context.ops.some((op) => op.proc === proc && isOf(op.target, "lock", lock.id))
    const isHeld = entity.holders.some((holder) => holder.proc === proc)
    const kind = isWanted ? ("want" as const) : isHeld ? ("hold" as const) : ("use" as const)
    const isDanger = kind !== "use" && isStuck(context.badges, proc, { kind: "lock", id: lock.id })
    const edge: EdgeNode = {
      key: `lock:${lock.id}:${proc}`,
      kind,
      curve: curveTo(below(rightOf(box), place), below(leftOf(lock.box), kind === "want" ? WANTED : -WANTED)),
      ...plain,
      isBlocked: isWanted,
      isDanger,
    }
    return [{ edge, group: `${kind}:${context.clusterOf(proc) ?? proc}` }]
  })
  return withCopies(edges)
}

/** From the users of the left end to the pipe, and from the pipe to the users of the right end. */
export function pipeEdges(context: EdgeContext, pipe: PipeNode): EdgeNode[] {
  const entity = context.world.pipes[pipe.id]
  if (!entity) return []
  const edges = ([0, 1] as const).flatMap((end) =>
    usersOf(entity, end).flatMap((proc) => {
      const box = context.boxOf(proc)
      if (!box) return []
      const isLeft = end === pipe.leftEnd
      const edge: EdgeNode = {
        key: `pipe:${pipe.id}:${proc}:${end}`,
        kind: pipe.isDuplex ? "pipe" : isLeft ? "put" : "get",
        curve: isLeft ? route(box, leftOf(pipe.tube), pipe.box, context) : route(pipe.tube, leftOf(box), box, context),
        ...plain,
        ...blockedOn(context, proc, { kind: "pipe", id: pipe.id }, (op) => isAtEnd(op.target, pipe.id, end)),
      }
      return [{ edge, group: `${end}:${context.clusterOf(proc) ?? proc}` }]
    }),
  )
  return withCopies(edges)
}

/** From each process that has a segment of shared memory to the segment. */
export function segmentEdges(context: EdgeContext, segment: SegmentNode): EdgeNode[] {
  const entity = context.world.segments[segment.id]
  if (!entity) return []
  const edges = usersOfSegment(context.world, entity).flatMap((proc) => {
    const box = context.boxOf(proc)
    if (!box) return []
    const curve = route(box, leftOf(segment.box), segment.box, context)
    const edge: EdgeNode = { key: `segment:${segment.id}:${proc}`, kind: "use", curve, ...plain }
    return [{ edge, group: `${context.clusterOf(proc) ?? proc}` }]
  })
  return withCopies(edges)
}

/** From a process that waits for a manager's answer to that manager, for waits of a visible length. */
export function callEdges(context: EdgeContext): EdgeNode[] {
  return context.ops.flatMap((op): EdgeNode[] => {
    const manager = op.target.kind === "manager" ? op.target.id : null
    if (manager === null || context.world.at - op.startedAt < LONG_CALL) return []
    const from = context.boxOf(op.proc)
    const to = context.boxOf(manager)
    if (!from || !to || from === to) return []
    const isDanger = isStuck(context.badges, op.proc, { kind: "process", id: manager })
    const curve = route(from, leftOf(to), to, context)
    return [{ key: `call:${op.id}`, kind: "call", curve, ...plain, isBlocked: true, isDanger }]
  })
}
