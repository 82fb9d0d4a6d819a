import { hasThreads, newestFirst, type World } from "@forkscope/shared/world"
import { type Box, centreOf, type Point, pointsOn, rightOf, type Size } from "../geometry.ts"
import { waitsByProcess } from "../waitReasons.ts"
import { type Badges, NO_BADGES } from "./badges.ts"
import { columnsOf } from "./columns.ts"
import { childEdges, type EdgeContext, joinEdges, poolEdges, queueEdges } from "./edges.ts"
import { endedOf } from "./ended.ts"
import { layOut } from "./layout.ts"
import { type LayoutItem, layoutItemsOf } from "./layoutItems.ts"
import { LOCK, lockNode } from "./lockNode.ts"
import { isQuiet, type Members, membersOf } from "./members.ts"
import type { Meter } from "./meter.ts"
import type {
  EdgeNode,
  FoldNode,
  LockNode,
  PipeNode,
  PoolNode,
  ProcessNode,
  QueueNode,
  SegmentNode,
  StageScene,
} from "./nodes.ts"
import { PIPE, pipeNode } from "./pipeNode.ts"
import { poolNode, poolSize } from "./poolNode.ts"
import { CARD, clusterBoxes, clusterSize, processNode, QUIET, SLIM } from "./processNode.ts"
import { queueNode, queueSize } from "./queueNode.ts"
import { SEGMENT, segmentNode } from "./segmentNode.ts"
import { callEdges, leavingPlaces, lockEdges, pipeEdges, segmentEdges } from "./sharedEdges.ts"

/** µs after leaving a queue during which an item is still drawn as travelling. */
const JUST_LEFT = 1_000_000

/** µs after a put during which an item travels the whole path; later it comes from its feeder only. */
const JUST_CAME = 300_000

/** More cards than this are drawn slim. */
const ROOMY = 4

const MORE: Size = { width: 152, height: 28 }

/** Everything with a box, before the edges and items that depend on the boxes are added. */
interface Drawn {
  readonly processes: Omit<ProcessNode, "from">[]
  readonly folds: FoldNode[]
  readonly pools: PoolNode[]
  readonly queues: Omit<QueueNode, "departures">[]
  readonly locks: LockNode[]
  readonly pipes: PipeNode[]
  readonly segments: SegmentNode[]
  /** The box of each process: its card, its slot, or its cluster. */
  readonly boxes: Map<number, Box>
}

function isQuietUnit(world: World, { kind, ids: [id] }: LayoutItem): boolean {
  const process = kind === "process" && id !== undefined ? world.processes[id] : undefined
  return process !== undefined && isQuiet(process)
}

function sizeOf(world: World, item: LayoutItem, card: Size, aspect: number): Size {
  const { kind, ids } = item
  const id = ids[0] ?? 0
  const queue = kind === "queue" ? world.queues[id] : undefined
  const pool = kind === "pool" ? world.pools[id] : undefined
  if (queue) return queueSize(world, queue)
  if (pool) return poolSize(pool)
  if (kind === "cluster") return clusterSize(ids.length, aspect)
  if (kind === "lock") return LOCK
  if (kind === "pipe") return PIPE
  if (kind === "segment") return SEGMENT
  if (kind === "more") return MORE
  return isQuietUnit(world, item) ? QUIET : card
}

/**
 * The whole picture as numbers. It depends on its arguments only: world, meter, `aspect` (width to height of the view,
 * for clusters) and badges of findings.
 */
export function stageScene(world: World, meter: Meter = [], aspect = 2, badges: Badges = NO_BADGES): StageScene {
  const members = membersOf(world)
  const { list: items, ofProcess } = layoutItemsOf(world, members)
  const cards = items.filter((item) => item.kind === "process" && !isQuietUnit(world, item))
  const form = cards.length > ROOMY ? "slim" : "card"
  const sizes = new Map(items.map((item) => [item.key, sizeOf(world, item, form === "slim" ? SLIM : CARD, aspect)]))
  const place = layOut(items, columnsOf(items), sizes)
  const drawn = drawnIn(world, items, place.boxes, { form, aspect, badges, members })
  const { processes, folds, pools, locks, pipes, segments, boxes } = drawn
  const queues = drawn.queues as QueueNode[]

  const clusters = new Set(items.filter(({ kind }) => kind === "cluster").map(({ key }) => key))
  const context: EdgeContext = {
    world,
    meter,
    badges,
    ops: Object.values(world.ops).filter((op) => op.block && !op.isAbandoned),
    boxOf: (id) => boxes.get(id),
    clusterOf: (id) => (clusters.has(ofProcess.get(id) ?? "") ? ofProcess.get(id) : undefined),
    laneBelow: place.laneBelow,
    obstacles: [...place.boxes.values()],
  }
  const leaving = leavingPlaces(locks, members.lockUsers)
  const parents = members.processes.flatMap(({ id, parent }) => (parent === null ? [] : [{ id, parent }]))
  const edges = [
    ...childEdges(context, parents),
    ...queues.flatMap((queue) => queueEdges(context, queue)),
    ...pools.flatMap((pool) => poolEdges(context, pool)),
    ...locks.flatMap((lock) =>
      lockEdges(context, lock, members.lockUsers.get(lock.id) ?? [], leaving.get(lock.id) ?? new Map()),
    ),
    ...pipes.flatMap((pipe) => pipeEdges(context, pipe)),
    ...segments.flatMap((segment) => segmentEdges(context, segment)),
    ...joinEdges(context, pools, queues),
    ...callEdges(context),
  ]
  const ways = new Map(edges.map((edge) => [edge.key, edge]))
  const hasWayBack = edges.some(({ curve }) => curve.length === 20)
  return {
    width: place.width,
    height: place.height + (hasWayBack ? 16 : 0),
    processes: processes.map((node) => ({ ...node, from: originOf(world, node, boxes) })),
    folds,
    queues: queues.map((queue) => withWays(world, queue, ways)),
    pools,
    locks,
    pipes,
    segments,
    edges,
    ended: endedOf(world, members),
    isEmpty: items.length === 0,
  }
}

interface How {
  readonly form: ProcessNode["form"]
  readonly aspect: number
  readonly badges: Badges
  readonly members: Members
}

function drawnIn(world: World, items: readonly LayoutItem[], places: ReadonlyMap<string, Box>, how: How): Drawn {
  const { form, aspect, badges, members } = how
  const waits = waitsByProcess(world)
  const drawn: Drawn = {
    processes: [],
    folds: [],
    pools: [],
    queues: [],
    locks: [],
    pipes: [],
    segments: [],
    boxes: new Map(),
  }
  for (const item of items) {
    const { key, kind, ids } = item
    const box = places.get(key)
    const id = ids[0] ?? 0
    if (!box) continue
    const queue = kind === "queue" ? world.queues[id] : undefined
    const pool = kind === "pool" ? world.pools[id] : undefined
    const lock = kind === "lock" ? world.locks[id] : undefined
    const pipe = kind === "pipe" ? world.pipes[id] : undefined
    const segment = kind === "segment" ? world.segments[id] : undefined
    if (queue) drawn.queues.push(queueNode(world, queue, box, badges))
    else if (lock) drawn.locks.push(lockNode(world, lock, box, badges))
    else if (pipe) drawn.pipes.push(pipeNode(world, pipe, box, badges))
    else if (segment) drawn.segments.push(segmentNode(world, segment, box, badges))
    else if (kind === "more")
      drawn.folds.push({ key, count: members.moreLocks + members.morePipes + members.moreSegments, box })
    else if (pool) {
      const node = poolNode(world, pool, waits, box, badges)
      drawn.pools.push(node)
      if (hasThreads(pool)) continue
      for (const slot of node.slots) if (slot.worker !== null) drawn.boxes.set(slot.worker, slot.box)
    } else {
      const isCluster = kind === "cluster"
      const { tiles, fold } = isCluster ? clusterBoxes(key, ids.length, box, aspect) : { tiles: [box], fold: null }
      if (fold) drawn.folds.push(fold)
      const ownForm = isCluster ? "tile" : isQuietUnit(world, item) ? "quiet" : form
      for (const [index, id] of ids.entries()) {
        drawn.boxes.set(id, box)
        const process = world.processes[id]
        const own = tiles[index]
        if (process && own) drawn.processes.push(processNode(world, process, waits.get(id), own, ownForm, badges))
      }
    }
  }
  return drawn
}

function originOf(world: World, { id, box: own }: { id: number; box: Box }, boxes: ReadonlyMap<number, Box>) {
  const parent = world.processes[id]?.parent
  const box = parent == null ? undefined : boxes.get(parent)
  if (!box) return null
  const centre = centreOf(box)
  return { x: centre.x - own.width / 2, y: centre.y - own.height / 2 }
}

/** Adds the paths along which items arrived, and those of items that have just left. */
function withWays(world: World, queue: Omit<QueueNode, "departures">, ways: ReadonlyMap<string, EdgeNode>): QueueNode {
  const entity = world.queues[queue.id]
  const departures: Record<string, Point[]> = {}
  if (!entity) return { ...queue, departures }
  for (const move of newestFirst(entity.moves)) {
    if (world.at - move.at > JUST_LEFT) break
    const way = ways.get(`get:${queue.id}:${move.proc}`)
    if (move.verb !== "get" || move.item === null || !way || way.rate !== null) continue
    departures[`q${queue.id}i${move.item}`] = [queue.exit, ...pointsOn(way.curve)]
  }
  const from = new Map(entity.items.map((item) => [`q${queue.id}i${item.id}`, item]))
  const items = queue.items.map((item) => {
    const origin = from.get(item.key)
    const way = origin && ways.get(`put:${queue.id}:${origin.from}`)
    if (!origin || !way || way.rate !== null || world.at - origin.at > JUST_LEFT) return item
    const feeder = queue.feeders.find(({ proc }) => proc === origin.from)
    const out = feeder ? [rightOf(feeder.box), queue.entrance] : []
    // The item travelled to its feeder earlier and now only comes from there.
    const isOld = feeder !== undefined && world.at - origin.at > JUST_CAME
    return { ...item, cameBy: isOld ? out : [...pointsOn(way.curve), ...out] }
  })
  return { ...queue, items, departures }
}
