import type { Cause, Draft } from "../draft.ts"
import type { PipeEntity } from "../world.ts"
import type { pipeEvents } from "./types.ts"

type AtEnd = Cause & { pipe: number; proc: number; end?: 0 | 1 | undefined }

/** Records the process as a user of the end; without an end in the event, no user is recorded. */
function used(draft: Draft, event: AtEnd, change: (pipe: PipeEntity) => Partial<PipeEntity> = () => ({})): void {
  draft.patch(event, "pipes", event.pipe, (pipe) => ({
    ...change(pipe),
    ...(event.end === undefined ? {} : { users: withUser(pipe.users, event.proc, event.end, false) }),
  }))
}

function withUser(users: PipeEntity["users"], proc: number, end: 0 | 1, isClosed: boolean): PipeEntity["users"] {
  const place = users.findIndex((user) => user.proc === proc && user.end === end)
  if (place < 0) return [...users, { proc, end, isClosed }]
  return users[place]?.isClosed === isClosed ? users : users.with(place, { proc, end, isClosed })
}

export const reducePipe: pipeEvents = {
  "pipe.created": (draft, event) =>
    draft.set("pipes", event.pipe, {
      id: event.pipe,
      owner: event.proc,
      seq: event.seq,
      site: event.site ?? null,
      name: event.name ?? "",
      isDuplex: event.duplex,
      sent: 0,
      received: 0,
      users: [],
    }),
  "pipe.send.started": (draft, event) => used(draft, event),
  "pipe.send.finished": (draft, event) =>
    used(draft, event, (pipe) => ({ sent: pipe.sent + (event.outcome === "ok" ? 1 : 0) })),
  "pipe.recv.started": (draft, event) => used(draft, event),
  "pipe.recv.finished": (draft, event) =>
    used(draft, event, (pipe) => ({ received: pipe.received + (event.outcome === "ok" ? 1 : 0) })),
  "pipe.end.closed": (draft, event) =>
    draft.patch(event, "pipes", event.pipe, (pipe) => ({ users: withUser(pipe.users, event.proc, event.end, true) })),
  "pipe.sampled": (draft, event) =>
    used(draft, event, (pipe) => ({ sent: pipe.sent + event.sends, received: pipe.received + event.recvs })),
}
