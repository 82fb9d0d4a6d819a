import type { Damage, Refusal } from "@forkscope/shared/recording"
import i18next, { type TFunction } from "i18next"

/** Why a file cannot be read, or not to its end, in the viewer's language. */
export const problemSaid = (problem: Refusal | Damage, t: TFunction = i18next.t): string =>
  t(`recording:${problem.code}`, { ...problem })

/** The message of an error: translated for files that are no recording, else as the error has it. */
export function errorSaid(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // Tested by its field: the class is in a module that is only loaded when a recording is opened.
  return "problem" in error ? problemSaid(error.problem as Refusal) : error.message
}
