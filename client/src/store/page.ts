import type { RunSummary, Welcome } from "@forkscope/shared/socket"
import type { EntityRef } from "@forkscope/shared/world"
import { createStore } from "zustand/vanilla"
import type { Connection } from "../feeds/feed.ts"
import type { Window } from "../scenes/timeline/window.ts"
import type { Tab } from "./link.ts"

export type Dialog = "process" | "pool" | "queue" | "run" | "commands" | "help" | "compare"

/** The page itself: everything that is not a fact of the watched run. */
export interface Page {
  readonly connection: Connection
  readonly welcome: Welcome | null
  /** Null until the server has told them. */
  readonly runs: readonly RunSummary[] | null
  readonly selected: EntityRef | null
  /** A slice of the timeline that is selected: the event that began it. */
  readonly slice: number | null
  /** What the timeline shows, µs; null: all of a recording, else what follows now. */
  readonly window: Window | null
  /** The timeline takes most of the page. */
  readonly isTimeTall: boolean
  readonly tab: Tab
  /** The one dialog or popover that is open. */
  readonly dialog: Dialog | null
  /** Number of the task whose error is open in the inspector. */
  readonly openError: number | null
  /** A line that the code panel is to show as soon as it is there. */
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
    tab: "console",
    dialog: null,
    openError: null,
    source: null,
  }))
}
