import type { Op, OpKind, ProcessEntity, World } from "@forkscope/shared/world"

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
 * The wait of each process as the program reported it: that of its main thread, else the newest of its other threads.
 */
export function waitsByProcess(world: World): Map<number, Op> {
  const isMain = ({ proc, tid }: Op) => tid === null || tid === world.processes[proc]?.pid
  const waits = new Map<number, Op>()
  for (const op of Object.values(world.ops)) {
    if (!op.block) continue
    const known = waits.get(op.proc)
    const isNearer = !known || (isMain(op) === isMain(known) ? op.startedAt >= known.startedAt : isMain(op))
    if (isNearer) waits.set(op.proc, op)
  }
  return waits
}

/** As the program reported it, else from the kernel function that the process waits in. */
export function waitReasonOf(process: ProcessEntity, op: Op | undefined): WaitReason {
  if (op) return op.kind
  const { wchan } = process
  if (!wchan) return "unknown"
  return SLEEPING_IN.find(([family]) => family.test(wchan))?.[1] ?? "unknown"
}
