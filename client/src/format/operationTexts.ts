import type { ForkscopeEvent } from "@forkscope/shared/events"
import { OPERATIONS, type OpKind } from "@forkscope/shared/world"
import type { WaitReason } from "../scenes/waitReasons.ts"

type EndOf<Kind extends OpKind> = Extract<ForkscopeEvent, { type: (typeof OPERATIONS)[Kind]["finished"] }>
type Outcome<Kind extends OpKind> = EndOf<Kind> extends { outcome: infer One extends string } ? One : "ok"
type Word = "wait" | "verb" | "cause" | "inCode" | "started" | "finished"

/** The texts of all operations, one for each outcome except "ok". */
type OperationTexts = {
  readonly [Kind in OpKind]: Readonly<Record<Word | `finished_${Exclude<Outcome<Kind>, "ok">}`, string>>
}

/** A language that lacks a text does not compile. */
type Complete<Texts extends OperationTexts> = Texts
type Texts =
  | Complete<typeof import("../i18n/en/operations.json")>
  | Complete<typeof import("../i18n/zh/operations.json")>

/**
 * The key of a text for an operation: what a wait waits for, its role in a chain of waits, why a process or a line of
 * code waits, or the sentences for its start and end.
 */
export const operationKey = (kind: keyof Texts, word: Word) => `operations:${kind}.${word}` as const

/** The key of the reason why a process waits, in the drawings or beside its code. */
export function causeKey(cause: WaitReason, where: "stage" | "code"): string {
  if (cause in OPERATIONS) return operationKey(cause as OpKind, where === "stage" ? "cause" : "inCode")
  return `${where}:cause.${cause}`
}
