import { assertNever, type LockId, type Micros, type PipeId, type ProcId, type QueueId } from "../../base/index.ts"
import {
  canAnyoneWake,
  cutOffGets,
  type Holder,
  isAlive,
  isBounded,
  lastOf,
  type ProcessEntity,
  type QueueEntity,
  type ThreadEntity,
  type Wait,
  type World,
} from "../../world/index.ts"
import type { Activity } from "./activity.ts"
import { canCallEnd } from "./kernelWaits.ts"
import { PoolWaits } from "./poolWaits.ts"
import { isAtWork, isServant, keyOf, mainThread, type Places, WAKE } from "./threads.ts"

/** Items that have not moved for this long are stuck in the feeder, µs. */
const STILL: Micros = 500_000
/** Methods of proxies that wait for other processes; a manager answers all other calls at once. */
const WAITING_CALL = /\.(acquire|wait|wait_for|get|put|join|recv|send)\b/

/**
 * Decides whether waits can end, given the threads that are able to act. Where the facts do not say, a wait can end.
 */
export class WaitResolver {
  readonly pools: PoolWaits
  readonly #world: World
  readonly #now: Micros
  readonly #places: Places
  readonly #activity: Activity

  constructor(world: World, now: Micros, places: Places, activity: Activity) {
    this.#world = world
    this.#now = now
    this.#places = places
    this.#activity = activity
    this.pools = new PoolWaits(world, now, activity)
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
        return !WAITING_CALL.test(target.call) || this.#activity.isAnyAble
      case "pool":
        return this.pools.canPoolEnd(target.id, kind)
      case "task":
        return this.pools.canResultCome(target.pool, target.id)
      case "process":
        return this.#canProcessEnd(this.#world.processes[target.id])
      case "thread":
        return this.#canThreadEnd(proc, target.tid)
      case "kernel":
        return canCallEnd(this.#world, this.#activity, op, target)
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

  #canAcquire(id: LockId, proc: ProcId, tid: number): boolean {
    const lock = this.#world.locks[id]
    // The value of a barrier is the number of its parties.
    if (!lock || (lock.value > 0 && lock.kind !== "barrier")) return true
    if (canAnyoneWake(lock, proc, tid)) return this.#activity.isAnyAble
    for (const holder of lock.holders) {
      const process = this.#world.processes[holder.proc]
      if (!process || (!isAlive(process) && !this.isDead(holder))) return true
      if (this.#activity.isThreadAble(holder.proc, holder.tid)) return true
    }
    return lock.releasers.some((proc) => this.#activity.isAbleIn(proc))
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
    if (kind !== "local") return this.#activity.isAnyAble
    if (this.#activity.isAbleIn(owner)) return true
    const process = this.#world.processes[owner]
    if (!process) return true
    const others = Object.values<ThreadEntity>(process.threads).filter(
      ({ tid, exitedAt }) =>
        exitedAt === null && tid !== mainThread(process) && !this.#activity.isWaiting(keyOf(owner, tid)),
    )
    return others.some(({ role }) => role === null) || (others.some(isLibrarys) && this.#activity.isAnyAble)
  }

  /** Any process may have the other end, except those that are known to have closed it. */
  #isOtherEndAble(id: PipeId, end: 0 | 1 | null): boolean {
    const pipe = this.#world.pipes[id]
    if (!pipe || end === null) return this.#activity.isAnyAble
    const closed = pipe.users.filter((user) => user.end !== end && user.isClosed)
    if (closed.length === 0) return this.#activity.isAnyAble
    for (const proc of this.#activity.ableProcesses) if (!closed.some((user) => user.proc === proc)) return true
    return false
  }

  #canQueueEnd(id: QueueId): boolean {
    const queue = this.#world.queues[id]
    return !queue || queue.unfinished === 0 || this.#isUserAble(queue)
  }

  #canThreadEnd(proc: number, tid: number): boolean {
    const thread = this.#world.processes[proc]?.threads[tid]
    if (thread?.exitedAt != null) return true
    if (thread?.role === "feeder") return this.#canDrain(proc)
    return !this.#activity.isWaiting(keyOf(proc, tid)) || this.#activity.isThreadAble(proc, tid)
  }

  #canProcessEnd(process: ProcessEntity | undefined): boolean {
    if (!process || !isAlive(process) || isServant(process)) return true
    const place = this.#places.ofProcess.get(process.id)
    if (place && !isAtWork(place)) return true
    const main = mainThread(process)
    if (this.#activity.isWaiting(keyOf(process.id, main)) && !this.#activity.isThreadAble(process.id, main))
      return false
    return this.#canDrain(process.id)
  }

  /** Whether the buffered items of a process can be written to the pipe: until then it cannot end. */
  #canDrain(proc: number): boolean {
    const queue = this.undrainedQueueOf(proc)
    if (!queue || queue.consumers.includes(proc)) return true
    for (const other of this.#activity.ableProcesses) if (other !== proc) return true
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
