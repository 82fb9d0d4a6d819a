import type { EntityRef } from "@forkscope/shared/world"
import type { Window } from "../scenes/timeline/window.ts"

export const TABS = ["console", "code", "terminal", "table", "events"] as const
/** Panels that are tabs in narrow windows. */
export const NARROW_TABS = ["runs", "inspector"] as const
export type Tab = (typeof TABS)[number] | (typeof NARROW_TABS)[number]

/** The contents of a link into the page. */
export interface Link {
  readonly run: string | null
  /** Id of a recording on the server. */
  readonly recording: string | null
  /** Id of the recording to compare with. */
  readonly compare: string | null
  /** The event to show; null: now, or the end of the recording. */
  readonly at: number | null
  readonly selected: EntityRef | null
  /** A slice of the timeline, by the seq of the event that began it. */
  readonly slice: number | null
  /** The range that the timeline shows, µs. */
  readonly window: Window | null
  readonly tab: Tab
}

const KINDS: readonly EntityRef["kind"][] = ["process", "queue", "pool", "task", "lock", "pipe", "segment"]

/** Parses a page's fragment, e.g. `#run=r1&select=process.3&view=table`. Unknown parts are ignored. */
export function readLink(hash: string): Link {
  const params = new URLSearchParams(hash.replace(/^#/, ""))
  const run = params.get("run")
  const view = params.get("view")
  return {
    recording: readId(params.get("recording")),
    compare: readId(params.get("compare")),
    at: readNumber(params.get("at")),
    run: run && /^r[1-9]\d{0,8}$/.test(run) ? run : null,
    selected: readRef(params.get("select")),
    slice: readNumber(params.get("slice")),
    window: readWindow(params.get("window")),
    tab: [...TABS, ...NARROW_TABS].find((tab) => tab === view) ?? "console",
  }
}

export function writeLink({ run, recording, compare, at, selected, slice, window, tab }: Link): string {
  const params = new URLSearchParams()
  if (run) params.set("run", run)
  if (recording) params.set("recording", recording)
  if (compare) params.set("compare", compare)
  if (at !== null) params.set("at", String(at))
  if (selected) params.set("select", `${selected.kind}.${selected.id}`)
  if (slice !== null) params.set("slice", String(slice))
  if (window) params.set("window", `${Math.round(window.start)}-${Math.round(window.end)}`)
  if (tab !== "console") params.set("view", tab)
  const text = params.toString()
  return text ? `#${text}` : ""
}

const readId = (text: string | null) => (text && /^[a-z0-9][a-z0-9-]{0,80}$/.test(text) ? text : null)

const readNumber = (text: string | null) => (text && /^\d{1,15}$/.test(text) ? Number(text) : null)

function readWindow(text: string | null): Window | null {
  const [, start, end] = /^(\d{1,15})-(\d{1,15})$/.exec(text ?? "") ?? []
  return Number(start) < Number(end) ? { start: Number(start), end: Number(end) } : null
}

function readRef(text: string | null): EntityRef | null {
  const [, word, digits] = /^([a-z]+)\.([1-9]\d{0,14})$/.exec(text ?? "") ?? []
  const kind = KINDS.find((one) => one === word)
  return kind ? { kind, id: Number(digits) } : null
}
