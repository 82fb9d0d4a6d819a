import { type Finding, type ObservedFinding, sentence } from "@forkscope/shared/findings"
import { english } from "@forkscope/shared/findings/texts"
import { createInstance } from "i18next"

const texts = createInstance({
  lng: "en",
  ns: "findings",
  resources: { en: { findings: english } },
  interpolation: { escapeValue: false },
})
void texts.init()

/** What is wrong, why, and what to do about it, in English like all output of the command line. */
export const inEnglish = (finding: Finding) => sentence(finding, texts.getFixedT("en", "findings"))

/** A finding as text: what, when, why, and what to do. */
export function findingText({ finding, from, until }: ObservedFinding): string {
  const { title, text, advice } = inEnglish(finding)
  const when = until === null ? `since ${seconds(from)}` : `${seconds(from)} to ${seconds(until)}`
  const lines = finding.sites.map(({ site, what }) => `    ${site.file}:${site.line}  ${what}`)
  return [`● ${title} (${finding.kind}, ${when})`, `  ${text}`, ...lines, `  → ${advice}`].join("\n")
}

export const seconds = (micros: number) => `${(micros / 1e6).toFixed(1)} s`
