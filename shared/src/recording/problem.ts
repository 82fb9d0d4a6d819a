import english from "./texts/en.json" with { type: "json" }

/** Why a file cannot be opened. */
export type Refusal =
  | { readonly code: "empty" }
  | { readonly code: "binary" }
  | { readonly code: "text"; readonly beginning: string }
  | { readonly code: "newer"; readonly version: number; readonly known: number }
  | { readonly code: "older"; readonly version: number; readonly known: number }

/** Why the rest of a recording cannot be read. `seq` is the last event before it. */
export type Damage =
  | { readonly code: "torn" | "cut" | "noJson" | "noEvent" | "label" | "order"; readonly seq: number }
  | { readonly code: "unknownEvent"; readonly seq: number; readonly type: string }
  | { readonly code: "largeMember" | "largeText"; readonly seq: number; readonly megabytes: number }
  | { readonly code: "noMember"; readonly byte: number }

/** The file is not a recording, or not one that this version can read. */
export class UnreadableError extends Error {
  readonly problem: Refusal

  constructor(problem: Refusal) {
    super(problemText(problem))
    this.problem = problem
  }
}

type Problem = Refusal | Damage

/** A missing text fails to compile. Pages get the texts from i18next. */
const texts: Readonly<Record<Problem["code"], string>> = english

/** The problem as an English sentence, for errors and the command line. */
export function problemText(problem: Problem): string {
  const values: Readonly<Record<string, unknown>> = { ...problem }
  return texts[problem.code].replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]))
}
