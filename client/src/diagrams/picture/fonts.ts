import { dataUrl } from "./dataUrl.ts"

/** A character that the picture draws with one of its fonts, to test whether that font is loaded. */
export interface Sample {
  readonly family: string
  readonly letter: string
}

interface Face {
  readonly rule: CSSFontFaceRule
  readonly family: string
  has(character: string): boolean
}

/**
 * A style sheet with the fonts that a picture uses embedded: viewers of the picture may not have them installed, and an
 * SVG drawn as an image cannot load any.
 *
 * @param picture Names its fonts in attributes.
 */
export async function fontsOf(picture: Element): Promise<{ css: string; samples: readonly Sample[] }> {
  const faces = facesOfPage()
  const used = new Map<Face, string>()
  for (const text of picture.querySelectorAll("text")) {
    const families = familiesOf(text.closest("[font-family]")?.getAttribute("font-family") ?? "")
    for (const character of new Set(text.textContent)) {
      // Browsers, too, take the first family that has the character.
      const face = families
        .flatMap((family) => faces.filter((one) => one.family === family))
        .find((one) => one.has(character))
      if (face && character.trim() !== "") used.set(face, character)
    }
  }
  const css = await Promise.all([...used.keys()].map(embedded))
  return { css: css.join("\n"), samples: [...used].map(([{ family }, letter]) => ({ family, letter })) }
}

function facesOfPage(): Face[] {
  return [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => rule instanceof CSSFontFaceRule)
    .map((rule) => ({
      rule,
      family: familiesOf(rule.style.getPropertyValue("font-family"))[0] ?? "",
      has: inRange(rule.style.getPropertyValue("unicode-range")),
    }))
}

const familiesOf = (list: string) => list.split(",").map((name) => name.trim().replaceAll(/["']/g, ""))

/** @param range E.g. `U+0-FF, U+131, U+4??`; empty: every character. */
function inRange(range: string): (character: string) => boolean {
  const spans = [...range.matchAll(/U\+([\da-f?]+)(?:-([\da-f]+))?/gi)].map(([, from = "", to = from]) => [
    Number.parseInt(from.replaceAll("?", "0"), 16),
    Number.parseInt(to.replaceAll("?", "f"), 16),
  ])
  return (character) => {
    const code = character.codePointAt(0) ?? 0
    return spans.length === 0 || spans.some(([from = 0, to = 0]) => code >= from && code <= to)
  }
}

/** A font that cannot be loaded is only named, not embedded. */
async function embedded({ rule, family }: Face): Promise<string> {
  const [, address] = /url\(["']?([^"')]+)/.exec(rule.style.getPropertyValue("src")) ?? []
  if (!address) return ""
  try {
    const answer = await fetch(new URL(address, rule.parentStyleSheet?.href ?? document.baseURI))
    const [weight, range] = ["font-weight", "unicode-range"].map((name) => rule.style.getPropertyValue(name))
    return `@font-face{font-family:"${family}";font-weight:${weight};unicode-range:${range};src:url(${await dataUrl(await answer.blob())})}`
  } catch {
    return ""
  }
}
