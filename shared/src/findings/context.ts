import { type Micros, push } from "../base/index.ts"
import { isAlive, type ProcessEntity, type TaskEntity, type Wait, type World } from "../world/index.ts"
import { progressOf } from "./hangs/progress.ts"
import { type Root, rootsOf } from "./hangs/roots.ts"

/** The input of all checks, computed once. */
export interface Context {
  readonly world: World
  readonly now: Micros
  readonly alive: readonly ProcessEntity[]
  /** Children, living and dead, by the process that made them; orphans stay under that process. */
  readonly childrenOf: ReadonlyMap<number, readonly ProcessEntity[]>
  /** Open waits of living processes. */
  readonly opsOf: ReadonlyMap<number, readonly Wait[]>
  /** Tasks that ended with an error that nobody has read, by pool. */
  readonly unread: ReadonlyMap<number, readonly TaskEntity[]>
  /** The causes for which threads wait forever, each cause once. */
  readonly roots: readonly Root[]
  /** Ids of the operations that wait forever. */
  readonly stuck: ReadonlySet<number>
}

export function contextOf(world: World, now: Micros): Context {
  const alive: ProcessEntity[] = []
  const childrenOf = new Map<number, ProcessEntity[]>()
  for (const process of Object.values(world.processes)) {
    if (isAlive(process)) alive.push(process)
    const maker = process.orphanOf ?? process.parent
    if (maker !== null) push(childrenOf, maker, process)
  }
  const opsOf = new Map<number, Wait[]>()
  for (const op of Object.values(world.ops)) if (!op.isAbandoned) push(opsOf, op.proc, op)
  const progress = progressOf(world, now, alive, opsOf)
  const stuck = new Set<number>()
  for (const { ops } of progress.stuck.values()) for (const { id } of ops) stuck.add(id)
  return { world, now, alive, childrenOf, opsOf, unread: unreadOf(world), roots: rootsOf(progress), stuck }
}

function unreadOf(world: World): Map<number, TaskEntity[]> {
  const unread = new Map<number, TaskEntity[]>()
  if (Object.values(world.pools).every((pool) => pool.failed === 0)) return unread
  for (const task of Object.values(world.tasks)) {
    if (task.state === "failed" && !task.isRead) push(unread, task.pool, task)
  }
  return unread
}
