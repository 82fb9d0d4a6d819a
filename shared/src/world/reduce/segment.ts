import { including } from "./keepLast.ts"
import type { segmentEvents } from "./types.ts"

export const reduceSegment: segmentEvents = {
  "segment.created": (draft, event) =>
    draft.set("segments", event.segment, {
      id: event.segment,
      owner: event.proc,
      seq: event.seq,
      site: event.site ?? null,
      name: event.name,
      size: event.size,
      isUnlinked: false,
      users: [],
    }),
  "segment.attached": (draft, event) =>
    draft.patch(event, "segments", event.segment, ({ users }) => ({
      users: including(users, event.proc),
    })),
  "segment.detached": (draft, event) =>
    draft.patch(event, "segments", event.segment, ({ users }) => ({
      users: users.filter((proc) => proc !== event.proc),
    })),
  "segment.unlinked": (draft, event) => draft.patch(event, "segments", event.segment, () => ({ isUnlinked: true })),
}
