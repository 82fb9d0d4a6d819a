import type { Finding, Values } from "./finding.ts"
import { lineOf } from "./lineOf.ts"
import { en } from "./texts/en.ts"
import type { Texts } from "./texts/texts.ts"
import { zh } from "./texts/zh.ts"

const LANGUAGES = { en, zh } satisfies Record<string, Texts>
export type Language = keyof typeof LANGUAGES

/** What is wrong, why, and what to do about it. Names are the program's, lines are without folders. */
export function sentence(finding: Finding, language: Language): { title: string; text: string; advice: string } {
  const texts = LANGUAGES[language]
  const { key, values } = finding.text
  const { title, text, advice } = texts.findings[key] ?? { title: key, text: "", advice: "" }
  const links = finding.chain.map(({ who, verb, what, site, next, heldAt }) => {
    const isHeld = heldAt !== null
    const held = texts.links[`${verb}.held`]
    return fill((isHeld ? held : undefined) ?? texts.links[verb], texts, {
      who,
      what,
      next,
      at: lineOf(site),
      heldAt: lineOf(heldAt),
    })
  })
  const all = { ...values, chain: links.join(texts.between) }
  return { title: fill(title, texts, all), text: fill(text, texts, all), advice: fill(advice, texts, all) }
}

/**
 * Fills `{name}`. `{name?}` is put in brackets, or left out where it is empty; `{n|one|many}` is a word that goes with
 * a number, or with the length of a list; `{n>text}` is there when the number is not 0, or the list not empty.
 */
function fill(template: string, texts: Texts, values: Values): string {
  return template.replaceAll(
    /\{(\w+)(?:(\?)|\|((?:[^|{}]|\{\w+\})*)\|((?:[^|{}]|\{\w+\})*)|>((?:[^{}]|\{\w+\})*))?\}/g,
    (_, name, brackets, one, many, then) => {
      const value = values[name] ?? ""
      const count = Array.isArray(value) ? value.length : value === "" ? 0 : Number(value)
      if (one !== undefined) return fill(count === 1 ? one : many, texts, values)
      if (then !== undefined) return count !== 0 ? fill(then, texts, values) : ""
      const text = Array.isArray(value) ? list(value, texts) : String(value)
      return brackets ? (text === "" ? "" : texts.brackets.replace("*", () => text)) : text
    },
  )
}

function list(values: readonly string[], { comma, and }: Texts): string {
  const last = values.at(-1) ?? ""
  return values.length < 2 ? last : `${values.slice(0, -1).join(comma)}${and}${last}`
}
