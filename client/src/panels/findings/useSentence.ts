import { type Finding, sentence } from "@forkscope/shared/findings"
import { useCallback } from "react"
import { useTranslation } from "react-i18next"

/** The texts of findings in the page's language. */
export function useSentence() {
  const { t } = useTranslation("findings")
  return useCallback((finding: Finding) => sentence(finding, t), [t])
}
