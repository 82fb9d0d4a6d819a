import { createStore } from "zustand/vanilla"

/** What is held against what the page shows. */
export interface Other {
  /** Id of a recording on the server; null for a file of the user's own. */
  readonly id: string | null
  readonly file: File | null
}

/** What is to be shown first: a run of this server, or a recording. */
export interface First {
  readonly name: string
  readonly run: string | null
  /** Id of its recording. */
  readonly recording: string
}

/** Two runs beside each other: one is what the page shows. */
export interface Comparing {
  /** Null: nothing is compared. */
  readonly other: Other | null
  /** The end of the longer one, µs; null until it is known. */
  readonly end: number | null
  /** The one that the user chooses another for; null: what the page shows. */
  readonly first: First | null
}

export const NOT_COMPARING: Comparing = { other: null, end: null, first: null }

export const createComparing = () => createStore<Comparing>(() => NOT_COMPARING)
