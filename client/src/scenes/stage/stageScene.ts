import { newestFirst, type World } from "@forkscope/shared/world"
import { waitsByProcess } from "../causes.ts"
import { type Box, centreOf, type Point, pointsOn } from "../geometry.ts"
import { columnsOf } from "./columns.ts"
import { childEdges, type EdgeContext, joinEdges, poolEdges, queueEdges } from "./edges.ts"
import { endedOf } from "./ended.ts"
import { membersOf } from "./members.ts"
import type { Meter } from "./meter.ts"
import type { EdgeNode, FoldNode, PoolNode, ProcessNode, QueueNode, StageScene } from "./nodes.ts"
import { placed, type Size } from "./place.ts"
import { poolNode, poolSize } from "./poolNode.ts"
import { CARD, clusterBoxes, clusterSize, processNode, SLIM } from "./processNode.ts"
import { queueNode, queueSize } from "./queueNode.ts"
import { unitsOf } from "./units.ts"

/** Items that left a queue less than this many µs ago are still on their way. */
const JUST_LEFT = 1_000_000

/** More cards than this are drawn slim. */
const ROOMY = 4

/**
 * The whole picture as numbers: the same world, meter and `aspect` (width to height of the view, for blocks of many)
 * give the same scene.
 */
export function stageScene(world: World, meter: Meter = [], aspect = 2): StageScene {
  const members = membersOf(world)
  const waits = waitsByProcess(world)
  const { list: units, ofProcess } = unitsOf(world, members)
  const form = units.filter(({ kind }) => kind === "process").length > ROOMY ? "slim" : "card"
  const card = form === "slim" ? SLIM : CARD
  const sizes = new Map<string, Size>()
  for (const { key, kind, ids } of units) {
    const id = ids[0] ?? 0
    const queue = kind === "queue" ? world.queues[id] : undefined
    const pool = kind === "pool" ? world.pools[id] : undefined
    const other = kind === "cluster" ? clusterSize(ids.length, aspect) : card
    sizes.set(key, queue ? queueSize(queue) : pool ? poolSize(pool) : other)
  }
  const place = placed(units, columnsOf(units), sizes)
  const boxes = new Map<number, Box>()
  const processes: Omit<ProcessNode, "from">[] = []
  const folds: FoldNode[] = []
  const pools: PoolNode[] = []
  const queues: Omit<QueueNode, "departures">[] = []
  for (const { key, kind, ids } of units) {
    const box = place.boxes.get(key)
    const id = ids[0] ?? 0
    if (!box) continue
    if (kind === "queue" && world.queues[id]) queues.push(queueNode(world, world.queues[id], box))
    else if (kind === "pool" && world.pools[id]) {
      const node = poolNode(world, world.pools[id], waits, box)
      pools.push(node)
      for (const slot of node.slots) if (slot.worker !== null) boxes.set(slot.worker, slot.box)
    } else {
      const isCluster = kind === "cluster"
      const { tiles, fold } = isCluster ? clusterBoxes(key, ids.length, box, aspect) : { tiles: [box], fold: null }
      if (fold) folds.push(fold)
      for (const [index, id] of ids.entries()) {
        boxes.set(id, box)
        const process = world.processes[id]
        const own = tiles[index]
        if (process && own) {
          processes.push(processNode(world, process, waits.get(id), own, isCluster ? "tile" : form))
        }
      }
    }
  }

  const clusters = new Set(units.filter(({ kind }) => kind === "cluster").map(({ key }) => key))
  const context: EdgeContext = {
    world,
    meter,
    waits,
    boxOf: (id) => boxes.get(id),
    clusterOf: (id) => (clusters.has(ofProcess.get(id) ?? "") ? ofProcess.get(id) : undefined),
    laneBelow: place.laneBelow,
    obstacles: [...place.boxes.values()],
  }
  const parents = members.processes.flatMap(({ id, parent }) => (parent === null ? [] : [{ id, parent }]))
  const drawnQueues = queues as QueueNode[]
  const edges = [
    ...childEdges(context, parents),
    ...drawnQueues.flatMap((queue) => queueEdges(context, queue)),
    ...pools.flatMap((pool) => poolEdges(context, pool)),
    ...joinEdges(context, pools),
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
    edges,
    ended: endedOf(world, members),
    isEmpty: units.length === 0,
  }
}

function originOf(world: World, { id, box: own }: { id: number; box: Box }, boxes: ReadonlyMap<number, Box>) {
  const parent = world.processes[id]?.parent
  const box = parent == null ? undefined : boxes.get(parent)
  if (!box) return null
  const centre = centreOf(box)
  return { x: centre.x - own.width / 2, y: centre.y - own.height / 2 }
}

/** Each item knows the edge it came along, and each that just left the edge it goes along. */
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
    return { ...item, cameBy: pointsOn(way.curve) }
  })
  return { ...queue, items, departures }
}
