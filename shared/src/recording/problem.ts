import english from "./texts/en.json" with { type: "json" }

/** Why a file can't be opened. */
export type Refusal =
  | { readonly code: "empty" }
  | { readonly code: "binary" }
  | { readonly code: "text"; readonly beginning: string }
  | { readonly code: "newer"; readonly version: number; readonly known: number }
  | { readonly code: "older"; readonly version: number; readonly known: number }

/** Why the end of a recording can't be read. `seq` is the last event before that. */
export type Damage =
  | { readonly code: "torn" | "cut" | "noJson" | "noEvent" | "label" | "order"; readonly seq: number }
  | { readonly code: "unknownEvent"; readonly seq: number; readonly type: string }
  | { readonly code: "largeMember" | "largeText"; readonly seq: number; readonly megabytes: number }
  | { readonly code: "noMember"; readonly byte: number }

/** A file that is no recording, or none that this version can read. */
export class UnreadableError extends Error {
  readonly problem: Refusal

  constructor(problem: Refusal) {
    super(problemText(problem))
    this.problem = problem
  }
}

type Problem = Refusal | Damage

/** A missing text does not compile. Pages take the texts by i18next. */
const texts: Readonly<Record<Problem["code"], string>> = english

/** The sentence in English: for errors and the command line. */
export function problemText(problem: Problem): string {
  const values: Readonly<Record<string, unknown>> = { ...problem }
  return texts[problem.code].replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]))
}
