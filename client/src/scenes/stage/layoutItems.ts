import type { ProcessEntity, QueueEntity, World } from "@forkscope/shared/world"
import { isQuiet, type Members } from "./members.ts"
import { leftEndOf, usersOf } from "./pipeNode.ts"

/**
 * One box of the layout. A cluster is many similar processes; `more` is the number of locks, pipes and segments that are not
 * drawn.
 */
export interface LayoutItem {
  readonly key: string
  readonly kind: "process" | "cluster" | "queue" | "pool" | "lock" | "pipe" | "segment" | "more"
  /** Ids of the entities in it, ascending. */
  readonly ids: readonly number[]
  /** Keys of the items that it is right of; the first is its creator. */
  readonly after: string[]
}

export interface LayoutItems {
  readonly list: readonly LayoutItem[]
  readonly ofProcess: ReadonlyMap<number, string>
}

/**
 * Similar siblings above this number are drawn as tiles; above a lower number where there are many processes in all.
 */
const ALIKE = 6
const CROWD = 16
const ALIKE_IN_CROWD = 2

export function layoutItemsOf(world: World, members: Members): LayoutItems {
  const queues = Object.values(world.queues)
  const clusters = clustersOf(members, queues)
  const list: LayoutItem[] = []
  const byKey = new Map<string, LayoutItem>()
  const ofProcess = new Map<number, string>()
  const add = (item: LayoutItem) => {
    list.push(item)
    byKey.set(item.key, item)
  }
  for (const process of members.processes) {
    const key = clusters.get(process.id) ?? `p${process.id}`
    ofProcess.set(process.id, key)
    const known = byKey.get(key)
    if (known) (known.ids as number[]).push(process.id)
    else add({ key, kind: key.startsWith("c") ? "cluster" : "process", ids: [process.id], after: [] })
  }
  for (const [worker, { pool }] of members.slotOf) ofProcess.set(worker, `P${pool}`)
  for (const queue of queues) add({ key: `q${queue.id}`, kind: "queue", ids: [queue.id], after: [] })
  for (const pool of members.pools) add({ key: `P${pool.id}`, kind: "pool", ids: [pool.id], after: [] })
  for (const { id } of members.locks) add({ key: `l${id}`, kind: "lock", ids: [id], after: [] })
  for (const { id } of members.pipes) add({ key: `i${id}`, kind: "pipe", ids: [id], after: [] })
  for (const { id } of members.segments) add({ key: `m${id}`, kind: "segment", ids: [id], after: [] })
  if (members.moreLocks + members.morePipes + members.moreSegments > 0)
    add({ key: "more", kind: "more", ids: [], after: [] })

  const link = (from: string | undefined, to: string | undefined) => {
    const target = to === undefined ? undefined : byKey.get(to)
    if (from !== undefined && target && from !== to && !target.after.includes(from)) target.after.push(from)
  }
  for (const process of members.processes) {
    if (process.parent !== null) link(ofProcess.get(process.parent), ofProcess.get(process.id))
  }
  for (const pool of members.pools) link(ofProcess.get(pool.owner), `P${pool.id}`)
  for (const queue of queues) {
    const producers = queue.producers.filter((id) => ofProcess.has(id))
    for (const id of producers.length > 0 ? producers : [queue.owner]) link(ofProcess.get(id), `q${queue.id}`)
    for (const id of queue.consumers) link(`q${queue.id}`, ofProcess.get(id))
  }
  for (const lock of members.locks) {
    const users = [...(members.lockUsers.get(lock.id) ?? [])].filter((id) => ofProcess.has(id))
    for (const id of users.length > 0 ? users : [lock.owner]) link(ofProcess.get(id), `l${lock.id}`)
  }
  for (const pipe of members.pipes) {
    const left = usersOf(pipe, leftEndOf(pipe)).filter((id) => ofProcess.has(id))
    for (const id of left.length > 0 ? left : [pipe.owner]) link(ofProcess.get(id), `i${pipe.id}`)
    for (const id of usersOf(pipe, leftEndOf(pipe) === 0 ? 1 : 0)) link(`i${pipe.id}`, ofProcess.get(id))
  }
  for (const segment of members.segments) {
    for (const id of segment.users) if (ofProcess.has(id)) link(ofProcess.get(id), `m${segment.id}`)
  }
  // The count of undrawn locks, pipes and segments is placed below the last drawn one.
  const last = list.findLast(({ kind }) => kind === "lock" || kind === "pipe" || kind === "segment")
  for (const from of last?.after ?? []) link(from, "more")
  return { list, ofProcess }
}

/** The cluster of each process that has many similar siblings: same parent, same queues, no entities of its own. */
function clustersOf(members: Members, queues: readonly QueueEntity[]): Map<number, string> {
  const hasOwn = new Set<number>()
  for (const process of members.processes) if (process.parent !== null) hasOwn.add(process.parent)
  for (const pool of members.pools) hasOwn.add(pool.owner)
  for (const queue of queues) if (queue.producers.length === 0) hasOwn.add(queue.owner)
  const groups = new Map<string, ProcessEntity[]>()
  for (const process of members.processes) {
    if (process.role === "main" || process.parent === null || hasOwn.has(process.id) || isQuiet(process)) continue
    const uses = queues.map((queue) => {
      const ends = (queue.producers.includes(process.id) ? 1 : 0) + (queue.consumers.includes(process.id) ? 2 : 0)
      return ends === 0 ? "" : `${queue.id}:${ends}`
    })
    const signature = `c${process.parent}|${uses.filter(Boolean).join(",")}`
    const group = groups.get(signature)
    if (group) group.push(process)
    else groups.set(signature, [process])
  }
  const clusters = new Map<number, string>()
  const alike = members.processes.length > CROWD ? ALIKE_IN_CROWD : ALIKE
  for (const [signature, group] of groups) {
    if (group.length > alike) for (const process of group) clusters.set(process.id, signature)
  }
  return clusters
}
