import { beginOp, endOp } from "./ops.ts"
import { keepLast } from "./process.ts"
import type { pipeEvents, syncEvents } from "./types.ts"

export const reduceSync: syncEvents = {
  "join.started": (draft, event) =>
    beginOp(draft, event, "join", {
      seconds: event.timeout,
      target: "proc" in event.target ? event.target.proc : null,
      pool: "pool" in event.target ? event.target.pool : null,
    }),
  "join.finished": (draft, event) => endOp(draft, event, "join", event.outcome),
  "sleep.started": (draft, event) => beginOp(draft, event, "sleep", { seconds: event.seconds }),
  "sleep.finished": (draft, event) => endOp(draft, event, "sleep", "ok"),
  "result.wait.started": (draft, event) =>
    beginOp(draft, event, "result", { pool: event.pool, task: event.task ?? null, seconds: event.timeout }),
  "result.wait.finished": (draft, event) => endOp(draft, event, "result", event.outcome),
  "lock.created": (draft, event) =>
    draft.set("locks", event.lock, {
      id: event.lock,
      kind: event.kind,
      name: event.name,
      owner: event.proc,
      value: event.value,
      holders: [],
    }),
  "lock.acquire.started": (draft, event) =>
    beginOp(draft, event, "acquire", { lock: event.lock, seconds: event.timeout, block: event.block }),
  "lock.acquire.finished": (draft, event) => {
    endOp(draft, event, "acquire", event.outcome)
    if (event.outcome !== "ok") return
    draft.patch(event, "locks", event.lock, (lock) =>
      // An event is waited for by all and held by nobody.
      lock.kind === "event"
        ? {}
        : { value: Math.max(0, lock.value - 1), holders: keepLast(lock.holders, event.proc, 64) },
    )
  },
  "lock.released": (draft, event) =>
    draft.patch(event, "locks", event.lock, (lock) => ({
      value: event.value,
      holders: lock.holders.filter((one) => one !== event.proc),
    })),
}

export const reducePipe: pipeEvents = {
  "pipe.created": () => undefined,
  "pipe.send.started": (draft, event) => beginOp(draft, event, "send", { value: event.value ?? null }),
  "pipe.send.finished": (draft, event) => endOp(draft, event, "send", event.outcome),
  "pipe.recv.started": (draft, event) => beginOp(draft, event, "recv", {}),
  "pipe.recv.finished": (draft, event) => endOp(draft, event, event.value ?? "recv", event.outcome),
}
