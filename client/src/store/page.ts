import type { RunSummary, Welcome } from "@forkscope/shared/socket"
import type { EntityRef } from "@forkscope/shared/world"
import { createStore } from "zustand/vanilla"
import type { Connection } from "../feeds/feed.ts"
import type { Window } from "../scenes/timeline/window.ts"
import type { Tab } from "./link.ts"

export type Dialog = "process" | "pool" | "queue" | "run" | "commands" | "help" | "compare"

/** State of the page itself: everything that is not about the watched run's events. */
export interface Page {
  readonly connection: Connection
  readonly welcome: Welcome | null
  /** Null until the server has sent them. */
  readonly runs: readonly RunSummary[] | null
  readonly selected: EntityRef | null
  /** The selected slice of the timeline, by the seq of the event that began it. */
  readonly slice: number | null
  /** The range that the timeline shows, µs; null: the whole recording, or the range that follows now. */
  readonly window: Window | null
  /** The timeline takes most of the page. */
  readonly isTimeTall: boolean
  /** Children of which many came and went share lanes of the timeline. */
  readonly isPacked: boolean
  /** Processes that only serve others have no lane in the timeline. */
  readonly hidesHelpers: boolean
  readonly tab: Tab
  /** The open dialog or popover; there is at most one. */
  readonly dialog: Dialog | null
  /** Id of the task whose error is open in the inspector. */
  readonly openError: number | null
  /** A line that the code panel has to show once it is loaded. */
  readonly source: { readonly file: string; readonly line: number } | null
}

export function createPage() {
  return createStore<Page>(() => ({
    connection: "connecting",
    welcome: null,
    runs: null,
    selected: null,
    slice: null,
    window: null,
    isTimeTall: false,
    isPacked: true,
    hidesHelpers: false,
    tab: "console",
    dialog: null,
    openError: null,
    source: null,
  }))
}
