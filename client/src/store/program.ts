import type { BundledProgram } from "@forkscope/shared/socket"
import { createStore } from "zustand/vanilla"

export interface SourceFile {
  readonly name: string
  readonly text: string
}

/** A program as it is being written: what its editor shows, down to a quote that is still open. */
export interface Draft {
  readonly id: string
  readonly title: string
  /** The bundled program that it is, untouched, or was made from. */
  readonly base: string | null
  /** Whether it is the user's own: changed, or written anew. */
  readonly isOwn: boolean
  readonly files: readonly SourceFile[]
  /** Name of the file to run. */
  readonly main: string
  /** A line of words, as typed. */
  readonly args: string
  /** Lines of NAME=value, as typed. */
  readonly env: string
  /** Milliseconds since 1970. */
  readonly changedAt: number
}

/** What kept a draft from being started or saved: a key of the texts, and what fills its gaps. */
export interface Trouble {
  readonly key: string
  readonly text: string
}

/** What can be run, and what is being written. */
export interface Programs {
  /** Null until the server has told them. */
  readonly bundled: readonly BundledProgram[] | null
  /** Why the list could not be had. */
  readonly listTrouble: string | null
  /** The user's scripts, the newest first. */
  readonly own: readonly Draft[]
  readonly draft: Draft | null
  readonly runTrouble: Trouble | null
  readonly saveTrouble: "full" | "many" | null
  readonly isStarting: boolean
  /** What each run was started from, of those started by this page. */
  readonly startedAs: Readonly<Record<string, Draft>>
}

export function createPrograms() {
  return createStore<Programs>(() => ({
    bundled: null,
    listTrouble: null,
    own: [],
    draft: null,
    runTrouble: null,
    saveTrouble: null,
    isStarting: false,
    startedAs: {},
  }))
}

export type ProgramStore = ReturnType<typeof createPrograms>
