import type { Edge } from "./edges.ts"

/**
 * Members from which a cycle is searched, at most: in a large group the shortest cycle of all is not worth its cost.
 */
const STARTS = 50

/** The shortest cycle through edges that pass the filter; null where there is none. */
export function shortestCycle(
  members: readonly number[],
  edges: ReadonlyMap<number, readonly Edge[]>,
  isUsed: (edge: Edge) => boolean,
): Edge[] | null {
  let best: Edge[] | null = null
  const inside = new Set(members)
  for (const start of members.slice(0, STARTS)) {
    const found = cycleFrom(start, inside, edges, isUsed)
    if (found && (!best || found.length < best.length)) best = found
  }
  return best
}

function cycleFrom(
  start: number,
  inside: ReadonlySet<number>,
  edges: ReadonlyMap<number, readonly Edge[]>,
  isUsed: (edge: Edge) => boolean,
): Edge[] | null {
  const cameBy = new Map<number, Edge>()
  const queue = [start]
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    for (const edge of edges.get(node) ?? []) {
      const to = edge.to.key
      if (!inside.has(to) || !isUsed(edge)) continue
      if (to === start) return wayTo(start, edge, cameBy)
      if (cameBy.has(to)) continue
      cameBy.set(to, edge)
      queue.push(to)
    }
  }
  return null
}

function wayTo(start: number, last: Edge, cameBy: ReadonlyMap<number, Edge>): Edge[] {
  const way = [last]
  for (let node = last.from.key; node !== start; ) {
    const edge = cameBy.get(node)
    if (!edge) break
    way.unshift(edge)
    node = edge.from.key
  }
  return way
}
