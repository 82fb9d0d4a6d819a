import type { Micros, OpId } from "../../base/index.ts"
import {
  isAlive,
  type KernelTarget,
  newestFirst,
  type OpKind,
  type ProcessEntity,
  type ThreadEntity,
  type Wait,
  type World,
} from "../../world/index.ts"
import type { Activity } from "./activity.ts"
import { mainThread } from "./threads.ts"

/** The operation of a library that a system call is like. */
const KINDS: Readonly<Record<NonNullable<ThreadEntity["blocked"]>["call"], OpKind>> = {
  read: "recv",
  write: "send",
  futex: "acquire",
  lock: "acquire",
  wait: "join",
}

/** Where a thread sleeps in the kernel, for a thread of which no operation is reported; null: not for long, or not known. */
export function kernelWait(process: ProcessEntity, tid: number): Wait | null {
  const { id, threads, observed } = process
  const thread = threads[tid]
  // A probe reports for which signals a function of the program runs; without one, it may be meant to end the wait.
  if (!thread?.blocked || (observed === null && thread.blocked.isInterruptible)) return null
  const { blocked, frame } = thread
  if (hasActed(process, tid, blocked.since)) return null
  const { call, fd, isPrivate, since, isTimed, seq } = blocked
  return {
    // Ids of operations that are reported are positive.
    id: -seq as OpId,
    kind: KINDS[call],
    target: { kind: "kernel", call, fd, isPrivate },
    proc: id,
    tid,
    seq,
    site: frame && { file: frame.file, line: frame.line, function: frame.function },
    startedAt: since,
    // A wait that may end by itself, with a timeout that is not known.
    timeout: isTimed ? 0 : null,
    value: null,
    block: true,
    isAbandoned: false,
  }
}

/** Whether the system call in which a thread sleeps may end. */
export function canCallEnd(world: World, activity: Activity, { proc, tid }: Wait, target: KernelTarget): boolean {
  const others = (tid === null ? null : world.processes[proc]?.threads[tid]?.blocked?.others) ?? []
  switch (target.call) {
    case "futex":
      return target.isPrivate ? activity.isActiveIn(proc) : activity.isAnyActive
    case "lock":
      return activity.isAnyActive
    case "wait": {
      const children = Object.values(world.processes).filter((one) => one.parent === proc && isAlive(one))
      return children.length === 0 || children.some(({ id }) => activity.isActiveIn(id))
    }
    default:
      // Nobody at the other end: a read gets the end of the file, a write fails.
      return others.length === 0 || others.some((one) => one.proc === null || activity.isActiveIn(one.proc))
  }
}

/** Whether a thread has ended an operation since a time: then it sleeps no more, which the kernel is asked only now and then. */
function hasActed(process: ProcessEntity, tid: number, since: Micros): boolean {
  for (const slice of newestFirst(process.slices)) {
    if (slice.end <= since) return false
    if ((slice.tid ?? mainThread(process)) === tid) return true
  }
  return false
}

/** The threads of a process that live, as far as they are known. */
export function livingThreads(process: ProcessEntity): number[] {
  const tids = new Set([mainThread(process)])
  for (const { tid, role, exitedAt } of Object.values<ThreadEntity>(process.threads))
    if (exitedAt === null && role !== "task") tids.add(tid)
  return [...tids]
}
