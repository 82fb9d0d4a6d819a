import type { Cause, Draft } from "../draft.ts"
import type { ProcessEntity, ThreadEntity } from "../world.ts"
import { keepLast } from "./process.ts"
import type { threadEvents } from "./types.ts"

function withThread(
  process: ProcessEntity,
  tid: number,
  change: (thread: ThreadEntity | undefined) => ThreadEntity | undefined,
): Partial<ProcessEntity> {
  const thread = change(process.threads[tid])
  return thread ? { threads: { ...process.threads, [tid]: thread } } : {}
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
      name: event.name,
      startedAt: thread?.startedAt ?? event.at,
      exitedAt: null,
      samples: thread?.samples ?? [],
    })),
  "thread.exited": (draft, event) => patchThread(draft, event, (thread) => thread && { ...thread, exitedAt: event.at }),
  "thread.sampled": (draft, event) =>
    patchThread(
      draft,
      event,
      (thread) =>
        thread && {
          ...thread,
          samples: keepLast(thread.samples, { at: event.at, cpu: event.cpu, queued: event.queued }, 12),
        },
    ),
  // Source lines are drawn from the newest event of a thread; nothing of them is state of the world yet.
  "frame.sampled": () => undefined,
}
