import type { TFunction } from "i18next"
import { causeKey } from "../../format/operationTexts.ts"
import type { WaitReason } from "../../scenes/waitReasons.ts"

/** Exit codes as in Python: a negative one is the number of the signal that ended the process. */
export function exitText(t: TFunction<"stage">, exitCode: number | null): string {
  if (exitCode === null) return t("exit.unknown")
  return t("exit.code", { code: exitCode < 0 ? `−${-exitCode}` : String(exitCode) })
}

export const causeText = (t: TFunction<"stage">, cause: WaitReason) => t(causeKey(cause, "stage"))
