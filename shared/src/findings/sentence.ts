import type { TFunction } from "i18next"
import { siteText } from "../names/index.ts"
import type { ChainLink, Finding, Values } from "./finding.ts"

/** Looks up the texts in texts/, which are i18next's namespace `findings`. */
type Translate = TFunction<"findings">

/** The text of a finding (what is wrong, why, and what to do about it) in the language of `t`. */
export function sentence({ text, chain }: Finding, t: Translate): { title: string; text: string; advice: string } {
  const values = { ...worded(text.values, t), chain: chain.map((link) => linkText(link, t)).join(t("link.between")) }
  const said = (part: string) => t(`${text.key}.${part}`, values)
  return { title: said("title"), text: said("text"), advice: said("advice") }
}

/** One link of a cycle: who waits for what, and who would have to act. */
function linkText({ who, verb, what, site, next, heldAt, isSystemCall }: ChainLink, t: Translate): string {
  const held = heldAt ? { heldAt: siteText(heldAt), context: "held" } : isSystemCall ? { context: "kernel" } : null
  return t(`link.${verb}`, { who, what, next, ...worded({ at: site }, t), ...held })
}

/** Formats lines of code in brackets (empty where not known), and names with the number of those left out. */
function worded(values: Values, t: Translate): Record<string, unknown> {
  const { names, more } = values
  const result: Record<string, unknown> = { ...values }
  for (const [key, value] of Object.entries(values)) {
    if (value === null) result[key] = ""
    else if (typeof value === "object" && "file" in value) result[key] = t("place", { place: siteText(value) })
  }
  if (Array.isArray(names)) {
    result.count ??= names.length
    if (typeof more === "number" && more > 0) result.names = [...names, t("more", { count: more })]
  }
  return result
}
