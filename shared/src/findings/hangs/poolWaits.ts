import { type Micros, type PoolId, push, type TaskId } from "../../base/index.ts"
import { isAlive, type OpKind, type PoolEntity, type TaskEntity, type World } from "../../world/index.ts"
import type { Activity } from "./activity.ts"
import { type PoolTrouble, troubleOf } from "./pools.ts"
import { hasWork, keyOf, mainThread, WAKE } from "./threads.ts"

/** Decides whether waits for pools and their tasks can end. */
export class PoolWaits {
  readonly #world: World
  readonly #now: Micros
  readonly #activity: Activity
  readonly #troubles = new Map<number, PoolTrouble | null>()
  #lost: ReadonlyMap<number, readonly TaskEntity[]> | undefined

  constructor(world: World, now: Micros, activity: Activity) {
    this.#world = world
    this.#now = now
    this.#activity = activity
  }

  /** Why the pool can never finish its tasks; null where it can. */
  troubleOf(id: number): PoolTrouble | null {
    const known = this.#troubles.get(id)
    if (known !== undefined) return known
    const pool = this.#world.pools[id]
    const trouble = pool ? troubleOf(this.#world, this.#now, pool) : null
    this.#troubles.set(id, trouble)
    return trouble
  }

  /** Tasks that began in a worker process that ended before them: a plain Pool never detects that. */
  lostTasks(pool: number): readonly TaskEntity[] {
    this.#lost ??= this.#findLost()
    return this.#lost.get(pool) ?? []
  }

  #findLost(): Map<number, TaskEntity[]> {
    const lost = new Map<number, TaskEntity[]>()
    if (this.#world.run?.kind === "lab") return lost
    for (const task of Object.values(this.#world.tasks))
      if (this.#world.pools[task.pool]?.kind === "pool" && this.#isLost(task)) push(lost, task.pool, task)
    return lost
  }

  /** Where the end of a task is reported as lost, all that its worker had to report was read before. */
  #isLost({ state, lostAt, finishedAt, worker }: TaskEntity): boolean {
    if (lostAt !== null && finishedAt !== null) return true
    const process = worker === null ? undefined : this.#world.processes[worker]
    if ((state !== "running" && state !== "lost") || !process || process.exitedAt === null) return false
    return process.exitCode !== 0 && this.#now - process.exitedAt >= 2 * WAKE
  }

  canPoolEnd(id: PoolId, kind: OpKind): boolean {
    const pool = this.#world.pools[id]
    if (!pool) return true
    if (this.troubleOf(id)) return false
    const isNoneLost = this.lostTasks(id).length === 0
    return isNoneLost && ((kind === "join" && !hasWork(pool)) || this.#isAnyWorkerAble(pool))
  }

  canResultCome(poolId: PoolId, id: TaskId): boolean {
    const pool = this.#world.pools[poolId]
    const task = this.#world.tasks[id]
    if (!pool) return true
    const lost = this.lostTasks(poolId)
    if (task ? lost.includes(task) : lost.length > 0) return false
    const trouble = this.troubleOf(poolId)
    if (trouble && (trouble.kind === "thread" || task?.state !== "running")) return false
    if (task?.finishedAt != null) return true
    if (task?.state === "running" && task.worker !== null) {
      const slot = pool.slots.find((one) => one.task === task.id)
      const isAble = this.#activity.isThreadAble(task.worker, slot?.thread ?? null)
      return isAble || !this.#activity.isAnyWaitingIn(task.worker)
    }
    return this.#isAnyWorkerAble(pool)
  }

  #isAnyWorkerAble(pool: PoolEntity): boolean {
    return pool.slots.some(({ worker, thread, state }) => {
      if (worker === null || state === "gone" || state === "starting") return true
      const process = this.#world.processes[worker]
      if (!process || !isAlive(process)) return true
      if (this.#activity.isThreadAble(worker, thread)) return true
      return !this.#activity.isWaiting(keyOf(worker, thread ?? mainThread(process)))
    })
  }
}
