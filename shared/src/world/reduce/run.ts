import type { Draft } from "../draft.ts"
import { FIRST_HOST } from "../hosts.ts"
import type { Run } from "../world.ts"
import { unknownHost } from "./host.ts"
import { keepLast } from "./keepLast.ts"
import { abandonOps, addSlice } from "./ops.ts"
import type { runEvents } from "./types.ts"

function patchRun(draft: Draft, change: (run: Run) => Partial<Run>): void {
  const run = draft.world.run
  if (run) draft.world.run = { ...run, ...change(run) }
}

export const reduceRun: runEvents = {
  "run.started": (draft, event) => {
    if (!draft.get("hosts", FIRST_HOST)) draft.set("hosts", FIRST_HOST, unknownHost(FIRST_HOST, event.cores))
    draft.world.run = {
      name: event.name,
      kind: event.kind,
      argv: event.argv,
      language: event.language ?? (event.kind === "lab" ? "node" : null),
      wallClock: event.wallClock,
      containment: event.containment,
      allowed: event.limits ?? event.allowed ?? null,
      ended: null,
      notices: [],
      limits: [],
      dropped: { facts: 0, output: 0, invalid: 0 },
    }
  },
  "run.noticed": (draft, { at, code, text }) =>
    patchRun(draft, (run) => ({ notices: keepLast(run.notices, { at, code, text }) })),
  "run.watched": (draft, { by, missed = null }) => patchRun(draft, () => ({ watched: { by, missed } })),
  "run.limited": (draft, { at, limit, value, text, site = null, seq }) =>
    patchRun(draft, (run) => ({ limits: keepLast(run.limits, { at, limit, value, text, site, seq }) })),
  "run.dropped": (draft, event) =>
    patchRun(draft, (run) => ({ dropped: { ...run.dropped, [event.what]: run.dropped[event.what] + event.count } })),
  "run.stopping": (draft, { at }) => patchRun(draft, ({ stopping = at }) => ({ stopping })),
  "run.ended": (draft, event) =>
    patchRun(draft, () => {
      const { at, outcome, exitCode, leaked = [], left, cpu } = event
      const more = { ...(left ? { left } : {}), ...(cpu === undefined ? {} : { cpu }) }
      return { ended: { at, outcome, exitCode, leaked, ...more } }
    }),
  "output.written": (draft, event) => {
    draft.world.output = draft.pushed(draft.world.output, {
      at: event.at,
      proc: event.proc ?? null,
      stream: event.stream,
      text: event.text,
    })
  },
  "source.read": (draft, event) => {
    draft.world.sources = { ...draft.world.sources, [event.file]: event.text }
  },
  // This version does not know what the event changes.
  "event.unknown": () => {},
  "line.submitted": (draft, event) =>
    draft.set("lines", event.line, {
      id: event.line,
      code: event.code,
      state: "submitted",
      submittedAt: event.at,
      startedAt: null,
      finishedAt: null,
      value: null,
      error: null,
    }),
  "line.started": (draft, event) =>
    draft.patch(event, "lines", event.line, () => ({ state: "running" as const, startedAt: event.at })),
  "line.finished": (draft, event) => {
    const line = draft.patch(event, "lines", event.line, () => ({
      state: event.outcome,
      finishedAt: event.at,
      value: event.value ?? null,
      error: event.error ?? null,
    }))
    for (const { name, kind, id } of event.binds ?? []) {
      draft.world.names = { ...draft.world.names, [name]: { kind, id } }
    }
    if (!line || line.startedAt === null) return
    if (event.outcome === "interrupted") abandonOps(draft, event.proc, line.startedAt)
    addSlice(draft, event.proc, {
      kind: "line",
      target: { kind: "line", id: line.id },
      start: line.startedAt,
      end: event.at,
      label: line.code,
      outcome: event.outcome,
      item: null,
      tid: null,
      site: null,
      seq: event.seq,
    })
  },
}
