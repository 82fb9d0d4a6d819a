import {
  assertNever,
  type LockId,
  type Micros,
  type PipeId,
  type PoolId,
  type ProcId,
  type QueueId,
  type TaskId,
} from "../../base/index.ts"
import {
  canAnyoneWake,
  cutOffGets,
  type Holder,
  isAlive,
  isBounded,
  type KernelTarget,
  lastOf,
  type OpKind,
  type PoolEntity,
  type ProcessEntity,
  type QueueEntity,
  type TaskEntity,
  type ThreadEntity,
  type Wait,
  type World,
} from "../../world/index.ts"
import { type PoolTrouble, troubleOf } from "./pools.ts"
import { hasWork, isAtWork, isServant, keyOf, mainThread, type Places, procOfKey } from "./threads.ts"

/** For this long after a process ended, some of its facts may not have been read yet, µs. */
const WAKE: Micros = 300_000
/** Items that have not moved for this long are stuck in the feeder, µs. */
const STILL: Micros = 500_000
/** Methods of proxies that wait for other processes; a manager answers all other calls at once. */
const WAITING_CALL = /\.(acquire|wait|wait_for|get|put|join|recv|send)\b/

/**
 * Decides whether waits can end, given the threads that are able to act. Where the facts do not say, a wait can end.
 */
export class WaitResolver {
  readonly #world: World
  readonly #now: Micros
  readonly #places: Places
  readonly #able: Set<number>
  readonly #waiting: ReadonlySet<number>
  /** Number of able threads, by process. */
  readonly #ableIn = new Map<number, number>()
  #lost: ReadonlyMap<number, readonly TaskEntity[]> | undefined
  readonly #troubles = new Map<number, PoolTrouble | null>()

  /** Number of threads that may act in any way, by process: also those that serve a library, or are not known. */
  readonly #activeIn = new Map<number, number>()

  /** @param ready Other threads that do not wait: of libraries, or not known to any probe. */
  constructor(
    world: World,
    now: Micros,
    places: Places,
    able: Set<number>,
    ready: ReadonlySet<number>,
    waiting: ReadonlySet<number>,
  ) {
    this.#world = world
    this.#now = now
    this.#places = places
    this.#able = able
    this.#waiting = waiting
    for (const key of able) this.#count(key)
    for (const key of ready) this.releaseService(key)
  }

  /** Marks a waiting thread as able to go on. */
  release(key: number): void {
    this.#able.add(key)
    this.#count(key)
  }

  /** Marks a thread of a library, or one that is not known, as able to go on. */
  releaseService(key: number): void {
    const proc = procOfKey(key)
    this.#activeIn.set(proc, (this.#activeIn.get(proc) ?? 0) + 1)
  }

  canEnd(op: Wait, tid: number): boolean {
    const { kind, target, proc } = op
    switch (target.kind) {
      case "time":
        return true
      case "lock":
        return this.#canAcquire(target.id, proc, tid)
      case "queue":
        if (kind === "join") return this.#canQueueEnd(target.id)
        return kind === "get" ? this.#canGet(op, target.id) : this.#canPut(target.id)
      case "pipe":
        return this.#isOtherEndAble(target.id, target.end)
      case "manager":
        return !WAITING_CALL.test(target.call) || this.#isAnyAble()
      case "pool":
        return this.#canPoolEnd(target.id, kind)
      case "task":
        return this.#canResultCome(target.pool, target.id)
      case "process":
        return this.#canProcessEnd(this.#world.processes[target.id])
      case "thread":
        return this.#canThreadEnd(proc, target.tid)
      case "kernel":
        return this.#canCallEnd(target, proc, tid)
      default:
        return assertNever(target)
    }
  }

  /** Whether the holder, or its thread, ended without releasing the lock. */
  isDead({ proc, tid }: Holder): boolean {
    const process = this.#world.processes[proc]
    if (!process) return false
    if (!isAlive(process)) return process.exitedAt !== null && this.#now - process.exitedAt >= WAKE
    const exitedAt = tid === null ? null : (process.threads[tid]?.exitedAt ?? null)
    return exitedAt !== null && this.#now - exitedAt >= WAKE
  }

  /** A queue in which items of the process wait for its feeder thread while no process empties the pipe. */
  undrainedQueueOf(proc: number): QueueEntity | null {
    for (const queue of Object.values(this.#world.queues)) {
      if ((queue.buffered[proc] ?? 0) === 0) continue
      if (this.#now - (lastOf(queue.depths)?.at ?? 0) >= STILL) return queue
    }
    return null
  }

  /**
   * The get that was cut off by the end of its process, if this keeps others from getting items that are in the pipe.
   */
  cutOffReader({ kind, target }: Wait): Wait | null {
    const queue = target.kind === "queue" ? this.#world.queues[target.id] : undefined
    if (!queue || queue.kind === "manager" || queue.kind === "local" || kind !== "get" || writtenIn(queue) <= 0)
      return null
    if (this.#now - (lastOf(queue.depths)?.at ?? 0) < STILL) return null
    return cutOffGets(this.#world, queue.id).at(-1) ?? null
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
    for (const task of Object.values(this.#world.tasks)) {
      if (this.#world.pools[task.pool]?.kind !== "pool" || !this.#isLost(task)) continue
      lost.set(task.pool, [...(lost.get(task.pool) ?? []), task])
    }
    return lost
  }

  /** Where the end of a task is reported as lost, all that its worker had to report was read before. */
  #isLost({ state, lostAt, finishedAt, worker }: TaskEntity): boolean {
    if (lostAt !== null && finishedAt !== null) return true
    const process = worker === null ? undefined : this.#world.processes[worker]
    if ((state !== "running" && state !== "lost") || !process || process.exitedAt === null) return false
    return process.exitCode !== 0 && this.#now - process.exitedAt >= 2 * WAKE
  }

  #count(key: number): void {
    const proc = procOfKey(key)
    this.#ableIn.set(proc, (this.#ableIn.get(proc) ?? 0) + 1)
    this.releaseService(key)
  }

  #isAnyAble(): boolean {
    return this.#able.size > 0
  }

  #isAbleIn(proc: number): boolean {
    return this.#ableIn.has(proc)
  }

  #isThreadAble(proc: number, tid: number | null): boolean {
    return tid === null ? this.#isAbleIn(proc) : this.#able.has(keyOf(proc, tid))
  }

  #canAcquire(id: LockId, proc: ProcId, tid: number): boolean {
    const lock = this.#world.locks[id]
    // The value of a barrier is the number of its parties.
    if (!lock || (lock.value > 0 && lock.kind !== "barrier")) return true
    if (canAnyoneWake(lock, proc, tid)) return this.#isAnyAble()
    for (const holder of lock.holders) {
      const process = this.#world.processes[holder.proc]
      if (!process || (!isAlive(process) && !this.isDead(holder))) return true
      if (this.#isThreadAble(holder.proc, holder.tid)) return true
    }
    return lock.releasers.some((proc) => this.#isAbleIn(proc))
  }

  #canGet(op: Wait, id: QueueId): boolean {
    const queue = this.#world.queues[id]
    if (!queue) return true
    if (comingIn(this.#world, queue) > 0) return this.cutOffReader(op) === null
    return this.#isUserAble(queue)
  }

  #canPut(id: QueueId): boolean {
    const queue = this.#world.queues[id]
    if (!queue || (isBounded(queue) ? queue.depth < queue.maxsize : queue.depth === 0)) return true
    return this.#isUserAble(queue)
  }

  /**
   * Whether a thread that could use the queue is able to act. One inside a process is used by the threads of that process
   * only. Those of a library act for others, as a pool's thread that calls back for its workers; of those that no probe
   * has reported nothing is known.
   */
  #isUserAble({ kind, owner }: QueueEntity): boolean {
    if (kind !== "local") return this.#isAnyAble()
    if (this.#isAbleIn(owner)) return true
    const process = this.#world.processes[owner]
    if (!process) return true
    const others = Object.values<ThreadEntity>(process.threads).filter(
      ({ tid, exitedAt }) => exitedAt === null && tid !== mainThread(process) && !this.#waiting.has(keyOf(owner, tid)),
    )
    return others.some(({ role }) => role === null) || (others.some(isLibrarys) && this.#isAnyAble())
  }

  /** Any process may have the other end, except those that are known to have closed it. */
  #isOtherEndAble(id: PipeId, end: 0 | 1 | null): boolean {
    const pipe = this.#world.pipes[id]
    if (!pipe || end === null) return this.#isAnyAble()
    const closed = pipe.users.filter((user) => user.end !== end && user.isClosed)
    if (closed.length === 0) return this.#isAnyAble()
    for (const proc of this.#ableIn.keys()) if (!closed.some((user) => user.proc === proc)) return true
    return false
  }

  #canPoolEnd(id: PoolId, kind: OpKind): boolean {
    const pool = this.#world.pools[id]
    if (!pool) return true
    if (this.troubleOf(id)) return false
    if (kind === "join" && !hasWork(pool) && this.lostTasks(id).length === 0) return true
    return this.lostTasks(id).length === 0 && this.#isAnyWorkerAble(pool)
  }

  #canResultCome(poolId: PoolId, id: TaskId): boolean {
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
      return this.#isThreadAble(task.worker, slot?.thread ?? null) || !this.#isWaitingIn(task.worker)
    }
    return this.#isAnyWorkerAble(pool)
  }

  /** Whether a system call in which a thread sleeps may end. */
  #canCallEnd({ call, isPrivate }: KernelTarget, proc: ProcId, tid: number): boolean {
    const others = this.#world.processes[proc]?.threads[tid]?.blocked?.others ?? []
    switch (call) {
      case "futex":
        return isPrivate ? this.#activeIn.has(proc) : this.#activeIn.size > 0
      case "lock":
        return this.#activeIn.size > 0
      case "wait": {
        const children = Object.values(this.#world.processes).filter((one) => one.parent === proc && isAlive(one))
        return children.length === 0 || children.some(({ id }) => this.#activeIn.has(id))
      }
      default:
        // Nobody at the other end: a read gets the end of the file, a write fails.
        return others.length === 0 || others.some((one) => one.proc === null || this.#activeIn.has(one.proc))
    }
  }

  #isWaitingIn(proc: number): boolean {
    for (const key of this.#waiting) if (procOfKey(key) === proc) return true
    return false
  }

  #isAnyWorkerAble(pool: PoolEntity): boolean {
    return pool.slots.some(({ worker, thread, state }) => {
      if (worker === null || state === "gone" || state === "starting") return true
      const process = this.#world.processes[worker]
      if (!process || !isAlive(process)) return true
      if (this.#isThreadAble(worker, thread)) return true
      return !this.#waiting.has(keyOf(worker, thread ?? mainThread(process)))
    })
  }

  #canQueueEnd(id: QueueId): boolean {
    const queue = this.#world.queues[id]
    return !queue || queue.unfinished === 0 || this.#isUserAble(queue)
  }

  #canThreadEnd(proc: number, tid: number): boolean {
    const thread = this.#world.processes[proc]?.threads[tid]
    if (thread?.exitedAt != null) return true
    if (thread?.role === "feeder") return this.#canDrain(proc)
    return !this.#waiting.has(keyOf(proc, tid)) || this.#able.has(keyOf(proc, tid))
  }

  #canProcessEnd(process: ProcessEntity | undefined): boolean {
    if (!process || !isAlive(process) || isServant(process)) return true
    const place = this.#places.ofProcess.get(process.id)
    if (place && !isAtWork(place)) return true
    const main = keyOf(process.id, mainThread(process))
    if (this.#waiting.has(main) && !this.#able.has(main)) return false
    return this.#canDrain(process.id)
  }

  /** Whether the buffered items of a process can be written to the pipe: until then it cannot end. */
  #canDrain(proc: number): boolean {
    const queue = this.undrainedQueueOf(proc)
    if (!queue || queue.consumers.includes(proc)) return true
    for (const other of this.#ableIn.keys()) if (other !== proc) return true
    return false
  }
}

const isLibrarys = ({ role }: ThreadEntity) => role === "pool" || role === "helper" || role === "feeder"

/** Number of items in the pipe, where any process can get them. */
function writtenIn(queue: QueueEntity): number {
  return Object.values(queue.buffered).reduce((rest, count) => rest - count, queue.depth)
}

/** Number of items in the pipe, and of those that the feeder thread of a living process will write to it. */
function comingIn(world: World, queue: QueueEntity): number {
  let items = queue.depth
  for (const [proc, count] of Object.entries(queue.buffered)) {
    const process = world.processes[Number(proc)]
    if (process && !isAlive(process)) items -= count
  }
  return items
}
