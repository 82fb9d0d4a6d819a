import type { TFunction } from "i18next"
import { causeKey } from "../../format/operationTexts.ts"
import type { WaitReason } from "../../scenes/waitReasons.ts"

/** Python's way: negative is the signal that ended it. */
export function exitText(t: TFunction<"stage">, exitCode: number | null): string {
  if (exitCode === null) return t("exit.unknown")
  return t("exit.code", { code: exitCode < 0 ? `−${-exitCode}` : String(exitCode) })
}

export const causeText = (t: TFunction<"stage">, cause: WaitReason) => t(causeKey(cause, "stage"))
