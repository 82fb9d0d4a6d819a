import { assertNever, push } from "../../base/index.ts"
import { canAnyoneWake, isAlive, isOf, poolOf, type Wait, type World } from "../../world/index.ts"
import type { Progress, Waiter } from "./progress.ts"
import { keyOf, mainThread } from "./threads.ts"

/** A stuck thread, and another stuck thread that would have to act for it to go on. */
export interface Edge {
  readonly from: Waiter
  readonly op: Wait
  readonly to: Waiter
  /** True: `to` holds what `from` waits for. False: `to` is a thread that might provide it. */
  readonly isHeld: boolean
}

/** Threads that are considered at most where any thread might provide what is waited for. */
const CROWD = 40

/** For every stuck thread, the stuck threads that would have to act first. */
export function edgesOf(progress: Progress): Map<number, Edge[]> {
  const { stuck } = progress
  const inProcess = new Map<number, Waiter[]>()
  for (const waiter of stuck.values()) push(inProcess, waiter.proc, waiter)
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

/** The stuck threads that hold what is waited for; null where it is not something that can be held. */
function heldBy(
  { world, stuck, resolver }: Progress,
  from: Waiter,
  op: Wait,
  inProcess: ReadonlyMap<number, Waiter[]>,
): Waiter[] | null {
  const thread = (proc: number, tid: number) => [stuck.get(keyOf(proc, tid)) ?? []].flat()
  const { target } = op
  switch (target.kind) {
    case "lock": {
      const lock = world.locks[target.id]
      const isOwn = lock?.holders.length !== 0
      if (!lock || (canAnyoneWake(lock, from.proc, from.tid) && !isOwn)) return null
      return lock.holders
        .filter((holder) => !resolver.isDead(holder))
        .flatMap(({ proc, tid }) => (tid === null ? (inProcess.get(proc) ?? []) : thread(proc, tid)))
    }
    case "thread": {
      const isFeeder = world.processes[op.proc]?.threads[target.tid]?.role === "feeder"
      return isFeeder ? null : thread(op.proc, target.tid)
    }
    case "process": {
      const process = world.processes[target.id]
      const main = process ? thread(process.id, mainThread(process)) : []
      return main.length > 0 ? main : null
    }
    case "pool":
    case "task": {
      const slots = world.pools[poolOf(target) ?? 0]?.slots ?? []
      return slots.flatMap(({ worker, thread: tid }) => {
        const process = worker === null ? undefined : world.processes[worker]
        return process ? thread(process.id, tid ?? mainThread(process)) : []
      })
    }
    case "queue":
    case "pipe":
    case "manager":
    case "kernel":
    case "time":
      return null
    default:
      return assertNever(target)
  }
}

/** The stuck threads that might provide what is waited for: known users of it, or any thread where none is known. */
function bringers(
  { world, stuck, resolver }: Progress,
  from: Waiter,
  op: Wait,
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
  const { kind, target } = op
  switch (target.kind) {
    case "process":
    case "thread": {
      const joined = target.kind === "process" ? target.id : null
      const undrained = resolver.undrainedQueueOf(joined ?? op.proc)
      return others((undrained?.consumers ?? []).filter((proc) => proc !== joined && proc !== from.proc))
    }
    case "queue": {
      const queue = world.queues[target.id]
      if (queue?.kind === "local") return others([queue.owner])
      const known = (kind === "get" ? queue?.producers : queue?.consumers) ?? []
      return known.length === 0 ? anyone() : others(known)
    }
    case "pipe": {
      const { end } = target
      const users = world.pipes[target.id]?.users ?? []
      if (end === null) return anyone()
      const known = users.filter((user) => user.end !== end && !user.isClosed).map((user) => user.proc)
      if (known.length > 0) return others(known)
      return anyone((one) => !users.some((user) => user.proc === one.proc && user.end !== end && user.isClosed))
    }
    case "lock": {
      const living = (world.locks[target.id]?.releasers ?? []).filter((proc) => {
        const process = world.processes[proc]
        return process !== undefined && isAlive(process)
      })
      return living.length > 0 ? others(living) : anyone()
    }
    case "kernel": {
      const { call } = target
      if (call === "wait") return others(childrenOf(world, from.proc))
      if (call === "futex" || call === "lock") return target.isPrivate ? others([from.proc]) : anyone()
      const ends = world.processes[from.proc]?.threads[from.tid]?.blocked?.others ?? []
      return others(ends.flatMap(({ proc }) => proc ?? []))
    }
    case "pool":
    case "task":
    case "manager":
    case "time":
      return anyone()
    default:
      return assertNever(target)
  }
}

const childrenOf = (world: World, proc: number): number[] =>
  Object.values(world.processes).flatMap((one) => (one.parent === proc && isAlive(one) ? one.id : []))

/** Whether two operations wait for the same thing: their threads cannot help each other. */
export function isSameWait(one: Wait, other: Wait): boolean {
  const [a, b] = [one.target, other.target]
  if (one.kind !== other.kind) return false
  if (a.kind === "pipe") return b.kind === "pipe" && a.id === b.id && a.end === b.end
  return (a.kind === "queue" || a.kind === "lock") && isOf(b, a.kind, a.id)
}
