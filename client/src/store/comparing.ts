import { createStore } from "zustand/vanilla"

/** The run to compare with the one that the page shows. */
export interface Other {
  /** Id of a recording on the server; null for a file of the user. */
  readonly id: string | null
  readonly file: File | null
}

/** The run to show first: a run of this server, or a recording. */
export interface First {
  readonly name: string
  readonly run: string | null
  /** Id of its recording. */
  readonly recording: string
}

/** A comparison of two runs, one of which is the run that the page shows. */
export interface Comparing {
  /** Null: no comparison. */
  readonly other: Other | null
  /** The end of the longer run, µs; null until known. */
  readonly end: number | null
  /** The run for which the user is choosing another; null: the one that the page shows. */
  readonly first: First | null
}

export const NOT_COMPARING: Comparing = { other: null, end: null, first: null }

export const createComparing = () => createStore<Comparing>(() => NOT_COMPARING)
