import type { Cause, Draft } from "../draft.ts"
import { KEEP, type ProcessEntity, type ThreadEntity } from "../world.ts"
import { keepLast } from "./keepLast.ts"
import type { threadEvents } from "./types.ts"

function withThread(
  process: ProcessEntity,
  tid: number,
  change: (thread: ThreadEntity | undefined) => ThreadEntity | undefined,
): Partial<ProcessEntity> {
  const thread = change(process.threads[tid])
  return thread ? { threads: { ...process.threads, [tid]: thread } } : {}
}

/** Without the asyncio task that ended first, where there are too many: a program may have any number of them. */
function withoutOldTask({ threads }: ProcessEntity): Partial<ProcessEntity> {
  const ended = Object.values<ThreadEntity>(threads).filter((one) => one.role === "task" && one.exitedAt !== null)
  if (ended.length <= KEEP.endedTasks) return {}
  const oldest = ended.reduce((a, b) => ((b.exitedAt ?? 0) < (a.exitedAt ?? 0) ? b : a))
  const { [oldest.tid]: _, ...others } = threads
  return { threads: others }
}

function patchThread(
  draft: Draft,
  event: Cause & { proc: number; tid: number },
  change: (thread: ThreadEntity | undefined) => ThreadEntity | undefined,
): void {
  draft.patch(event, "processes", event.proc, (process) => withThread(process, event.tid, change))
}

export const reduceThread: threadEvents = {
  "thread.started": (draft, event) =>
    patchThread(draft, event, (thread) => ({
      tid: event.tid,
      name: event.src === "procfs" && thread ? thread.name : event.name,
      role: event.role ?? thread?.role ?? null,
      frame: thread?.frame ?? null,
      startedAt: thread?.startedAt ?? event.at,
      exitedAt: null,
      pool: event.pool ?? thread?.pool ?? null,
      raised: thread?.raised ?? null,
      blocked: thread?.blocked ?? null,
      samples: thread?.samples ?? [],
    })),
  "thread.exited": (draft, event) => {
    patchThread(draft, event, (thread) => thread && { ...thread, exitedAt: event.at, blocked: null })
    if (draft.get("processes", event.proc)?.threads[event.tid]?.role === "task")
      draft.patch(event, "processes", event.proc, withoutOldTask)
  },
  "thread.sampled": (draft, event) =>
    patchThread(
      draft,
      event,
      (thread) =>
        thread && {
          ...thread,
          samples: keepLast(thread.samples, { at: event.at, cpu: event.cpu, queued: event.queued }, KEEP.threadSamples),
        },
    ),
  "thread.blocked": (draft, event) =>
    patchThread(draft, event, (thread) => ({
      ...(thread ?? unnamed(event.tid, event.at)),
      blocked: {
        call: event.call,
        since: Math.max(0, event.at - event.slept),
        isTimed: event.isTimed ?? false,
        isPrivate: event.isPrivate ?? false,
        isInterruptible: event.isInterruptible ?? false,
        fd: event.fd ?? null,
        file: event.file ?? null,
        others: (event.others ?? []).map(({ proc = null, pid, fd }) => ({ proc, pid, fd })),
        seq: event.seq,
      },
    })),
  "thread.unblocked": (draft, event) => patchThread(draft, event, (thread) => thread && { ...thread, blocked: null }),
  "frame.sampled": (draft, event) =>
    patchThread(draft, event, (thread) => ({
      ...(thread ?? unnamed(event.tid, event.at)),
      frame: {
        at: event.at,
        seq: event.seq,
        file: event.file,
        line: event.line,
        function: event.function,
        stack: event.stack ?? [],
      },
    })),
}

/** A thread that was sampled before its start was reported. */
function unnamed(tid: number, at: number): ThreadEntity {
  return {
    tid,
    name: "",
    role: null,
    frame: null,
    startedAt: at,
    exitedAt: null,
    pool: null,
    raised: null,
    blocked: null,
    samples: [],
  }
}
