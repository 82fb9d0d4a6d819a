import { type Finding, sentence } from "@forkscope/shared/findings"
import { chinese, english } from "@forkscope/shared/findings/texts"
import { createInstance } from "i18next"

const texts = createInstance({
  ns: "findings",
  resources: { en: { findings: english }, zh: { findings: chinese } },
  interpolation: { escapeValue: false },
})
void texts.init()

/** The texts of a finding in a language. */
export const sentenceIn = (finding: Finding, language: "en" | "zh") =>
  sentence(finding, texts.getFixedT(language, "findings"))
