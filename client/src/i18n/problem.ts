import type { Damage, Refusal } from "@forkscope/shared/recording"
import i18next, { type TFunction } from "i18next"

/** Why a file can't be read, or not to its end, in the viewer's language. */
export const problemSaid = (problem: Refusal | Damage, t: TFunction = i18next.t): string =>
  t(`recording:${problem.code}`, { ...problem })

/** What went wrong: of a file that is no recording in the viewer's language, else as the error says it. */
export function errorSaid(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // By its field: the class comes with what reads recordings, which is only loaded when one is opened.
  return "problem" in error ? problemSaid(error.problem as Refusal) : error.message
}
