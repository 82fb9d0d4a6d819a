import { isElsewhere, isNearer, type Op, type OpKind, type ProcessEntity, type World } from "@forkscope/shared/world"

/** What a waiting process waits for, as labelled on screen. */
export type WaitReason = OpKind | "lock" | "idle" | "pipe" | "child" | "disk" | "socket" | "terminal" | "unknown"

/** Kernel functions that a waiting main thread may be in. */
const SLEEPING_IN: readonly [RegExp, WaitReason][] = [
  [/ep_poll|epoll|poll_schedule|do_poll|do_select|kqueue/, "idle"],
  [/futex|rt_mutex/, "lock"],
  [/pipe/, "pipe"],
  [/do_wait|wait4|waitid/, "child"],
  [/nanosleep|hrtimer/, "sleep"],
  [/unix_stream|sk_wait|inet_|tcp_/, "socket"],
  [/tty|wait_woken/, "terminal"],
  [/io_schedule|folio_wait|page_wait|jbd2|balance_dirty/, "disk"],
]

/**
 * The wait of each process as the program reported it: that of its main thread, else the newest of its asyncio tasks,
 * else that of its other threads. Not the last, where the kernel says that the main thread waits in something else.
 */
export function waitsByProcess(world: World): Map<number, Op> {
  const waits = new Map<number, Op>()
  for (const op of Object.values(world.ops)) {
    const process = world.processes[op.proc]
    if (!op.block || (isElsewhere(process, op) && isMainKnown(process))) continue
    const known = waits.get(op.proc)
    if (!known || isNearer(process, op, known)) waits.set(op.proc, op)
  }
  return waits
}

/** What the main thread waits in by the kernel; undefined where that is not known. */
function kernelReason(process: ProcessEntity | undefined): WaitReason | undefined {
  const wchan = process?.wchan
  return wchan ? SLEEPING_IN.find(([family]) => family.test(wchan))?.[1] : undefined
}

/** Whether the kernel says what the main thread waits in. A lock may be one that another thread reported. */
const isMainKnown = (process: ProcessEntity | undefined) => ![undefined, "lock"].includes(kernelReason(process))

/** As the program reported it, else from the kernel function that the process waits in. */
export function waitReasonOf(process: ProcessEntity, op: Op | undefined): WaitReason {
  return op?.kind ?? kernelReason(process) ?? "unknown"
}
