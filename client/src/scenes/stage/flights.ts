import { newestFirst, ringLength, type World } from "@forkscope/shared/world"
import { pointsOn } from "../geometry.ts"
import type { EdgeNode, FlightNode, PoolNode, StageScene } from "./nodes.ts"

/** µs between two worlds beyond which the change is a jump, and nothing is drawn as travelling. */
const LEAP = 1_500_000
const FLIGHTS_AT_ONCE = 24

/**
 * Everything that started to travel between two consecutive worlds: tasks to the backlog, to a slot or to the results,
 * and calls refused by a full or empty queue. Items in queues are nodes that animate themselves.
 */
export function flightsBetween(before: World, after: World, scene: StageScene): FlightNode[] {
  if (after.at < before.at || after.at - before.at > LEAP || before.run?.wallClock !== after.run?.wallClock) return []
  const edges = new Map(scene.edges.map((edge) => [edge.key, edge]))
  const flights = [...bounces(before, after, edges)]
  for (const pool of scene.pools) flights.push(...taskFlights(before, after, pool, edges))
  return flights.length > FLIGHTS_AT_ONCE ? [] : flights
}

function* bounces(before: World, after: World, edges: ReadonlyMap<string, EdgeNode>): Generator<FlightNode> {
  for (const queue of Object.values(after.queues)) {
    const old = before.queues[queue.id]
    if (!old || old.moves === queue.moves) continue
    const total = (moves: typeof queue.moves) => moves.dropped + ringLength(moves)
    let fresh = total(queue.moves) - total(old.moves)
    for (const move of newestFirst(queue.moves)) {
      if (fresh-- <= 0) break
      if (move.verb !== "full" && move.verb !== "empty") continue
      const isPut = move.verb === "full"
      const edge = edges.get(`${isPut ? "put" : "get"}:${queue.id}:${move.proc}`) ?? edges.get(`any:${queue.id}`)
      if (!edge || edge.rate !== null) continue
      const there = pointsOn(edge.curve)
      const out = isPut ? there : there.toReversed()
      yield {
        key: `${move.verb}${queue.id}:${move.at}`,
        way: [...out, ...out.toReversed()],
        label: isPut ? "Full" : "Empty",
        tone: "bounce",
      }
    }
  }
}

function* taskFlights(
  before: World,
  after: World,
  pool: PoolNode,
  edges: ReadonlyMap<string, EdgeNode>,
): Generator<FlightNode> {
  if (before.tasks === after.tasks) return
  const along = (key: string) => {
    const edge = edges.get(key)
    return edge && edge.rate === null ? pointsOn(edge.curve) : null
  }
  const tasks = [
    ...pool.backlog.tickets.map(({ task }) => task),
    ...pool.slots.flatMap(({ task }) => (task ? [task.id] : [])),
    ...pool.results.tiles.map(({ task }) => task),
  ]
  for (const id of tasks) {
    const was = before.tasks[id]
    const is = after.tasks[id]
    if (!is || was === is) continue
    const label = `t${is.index}`
    if (!was) {
      const way = along(`submit:${pool.id}`)
      if (way) yield { key: `submit${id}`, way, label, tone: "accent" }
    }
    if (is.state === "running" && was?.state !== "running") {
      const way = along(`take:${pool.id}:${is.slot}`)
      if (way) yield { key: `take${id}`, way, label, tone: "accent" }
    }
    if ((is.state === "done" || is.state === "failed") && was?.state !== is.state) {
      const way = along(`finish:${pool.id}:${is.slot}`)
      if (way) yield { key: `finish${id}`, way, label, tone: is.state }
    }
  }
}
