import { isAlive, type Op } from "../../world/index.ts"
import type { Progress, Waiter } from "./progress.ts"
import { keyOf, mainThread } from "./threads.ts"
import { isSignal } from "./waitResolver.ts"

/** One stuck thread waits for what another would have to do. */
export interface Edge {
  readonly from: Waiter
  readonly op: Op
  readonly to: Waiter
  /** The other one has what is waited for; else it is one who might bring it. */
  readonly isHeld: boolean
}

/** Of a crowd that might bring it, so many are looked at. */
const CROWD = 40

/** For every stuck thread: those who would have to act first. */
export function edgesOf(progress: Progress): Map<number, Edge[]> {
  const { stuck } = progress
  const inProcess = new Map<number, Waiter[]>()
  for (const waiter of stuck.values()) inProcess.set(waiter.proc, [...(inProcess.get(waiter.proc) ?? []), waiter])
  const edges = new Map<number, Edge[]>()
  for (const from of stuck.values()) {
    edges.set(
      from.key,
      from.ops.flatMap((op) => {
        const held = heldBy(progress, from, op, inProcess)
        if (held) return held.map((to): Edge => ({ from, op, to, isHeld: true }))
        return bringers(progress, from, op, inProcess).map((to): Edge => ({ from, op, to, isHeld: false }))
      }),
    )
  }
  return edges
}

/** Who has what is waited for; null where it is not a thing that somebody has. */
function heldBy(
  { world, stuck, resolver }: Progress,
  from: Waiter,
  op: Op,
  inProcess: ReadonlyMap<number, Waiter[]>,
): Waiter[] | null {
  const thread = (proc: number, tid: number) => [stuck.get(keyOf(proc, tid)) ?? []].flat()
  if (op.lock !== null) {
    const lock = world.locks[op.lock]
    const isOwn = lock?.holders.length !== 0
    if (!lock || (isSignal(lock, from.proc, from.tid) && !isOwn)) return null
    return lock.holders
      .filter((holder) => !resolver.isDead(holder))
      .flatMap(({ proc, tid }) => (tid === null ? (inProcess.get(proc) ?? []) : thread(proc, tid)))
  }
  if (op.kind === "join" && op.targetThread !== null) {
    const isFeeder = world.processes[op.proc]?.threads[op.targetThread]?.role === "feeder"
    return isFeeder ? null : thread(op.proc, op.targetThread)
  }
  if (op.kind === "join" && op.target !== null) {
    const process = world.processes[op.target]
    const main = process ? thread(process.id, mainThread(process)) : []
    return main.length > 0 ? main : null
  }
  if (op.pool === null) return null
  const slots = world.pools[op.pool]?.slots ?? []
  return slots.flatMap(({ worker, thread: tid }) => {
    const process = worker === null ? undefined : world.processes[worker]
    return process ? thread(process.id, tid ?? mainThread(process)) : []
  })
}

/** Who might bring what is waited for: those who did so before, or could reach it; nobody known: anyone. */
function bringers(
  { world, stuck, resolver }: Progress,
  from: Waiter,
  op: Op,
  inProcess: ReadonlyMap<number, Waiter[]>,
): Waiter[] {
  const others = (procs: readonly number[]) =>
    procs.flatMap((proc) => inProcess.get(proc) ?? []).filter((one) => one !== from)
  const anyone = (isFit: (one: Waiter) => boolean = () => true) => {
    const crowd: Waiter[] = []
    for (const one of stuck.values()) {
      if (one === from || one.ops.some((other) => isSameWait(op, other)) || !isFit(one)) continue
      if (crowd.push(one) >= CROWD) break
    }
    return crowd
  }
  if (op.kind === "join" && op.queue === null) {
    const undrained = resolver.undrainedQueueOf(op.target ?? op.proc)
    return undrained ? others(undrained.consumers.filter((proc) => proc !== op.target && proc !== from.proc)) : []
  }
  if (op.queue !== null) {
    const queue = world.queues[op.queue]
    const known = (op.kind === "get" ? queue?.producers : queue?.consumers) ?? []
    return known.length === 0 ? anyone() : others(known)
  }
  if (op.pipe !== null) {
    const users = world.pipes[op.pipe]?.users ?? []
    if (op.end === null) return anyone()
    const known = users.filter((user) => user.end !== op.end && !user.isClosed).map((user) => user.proc)
    if (known.length > 0) return others(known)
    return anyone((one) => !users.some((user) => user.proc === one.proc && user.end !== op.end && user.isClosed))
  }
  const setters = (op.lock === null ? undefined : world.locks[op.lock])?.releasers ?? []
  const living = setters.filter((proc) => {
    const process = world.processes[proc]
    return process !== undefined && isAlive(process)
  })
  return living.length > 0 ? others(living) : anyone()
}

/** Two who wait for the same do not help each other. */
export function isSameWait(one: Op, other: Op): boolean {
  if (one.kind !== other.kind) return false
  if (one.queue !== null) return one.queue === other.queue
  if (one.pipe !== null) return one.pipe === other.pipe && one.end === other.end
  return one.lock !== null && one.lock === other.lock
}
