import type { BundledProgram } from "@forkscope/shared/socket"
import { createStore } from "zustand/vanilla"

export interface SourceFile {
  readonly name: string
  readonly text: string
}

/** A program being edited, exactly as in the editor, e.g. with an unclosed quote. */
export interface Draft {
  readonly id: string
  readonly title: string
  /** Id of the bundled program that it is or was made from. */
  readonly base: string | null
  /** Whether the user wrote or changed it. */
  readonly isOwn: boolean
  readonly files: readonly SourceFile[]
  /** Name of the file to run. */
  readonly main: string
  /** The arguments as one line, as typed. */
  readonly args: string
  /** Lines of NAME=value, as typed. */
  readonly env: string
  /** Milliseconds since 1970. */
  readonly changedAt: number
}

/** Why a draft could not be started or saved: a text key, and the value of its placeholder. */
export interface Trouble {
  readonly key: string
  readonly text: string
}

/** The programs that can be run, and the draft in the editor. */
export interface Programs {
  /** Null until the server has sent them. */
  readonly bundled: readonly BundledProgram[] | null
  /** Why the list could not be loaded. */
  readonly listTrouble: string | null
  /** The user's scripts, the newest first. */
  readonly own: readonly Draft[]
  readonly draft: Draft | null
  readonly runTrouble: Trouble | null
  readonly saveTrouble: "full" | "many" | null
  readonly isStarting: boolean
  /** The draft that each run was started from, for runs started by this page. */
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
