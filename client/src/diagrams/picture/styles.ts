/** CSS properties that an element inherits from its parent. */
const INHERITED = [
  "stroke-width",
  "stroke-dasharray",
  "stroke-dashoffset",
  "stroke-linecap",
  "stroke-linejoin",
  "paint-order",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
  "marker-end",
]

/** CSS properties that are not inherited, with their default values. */
const OWN = { opacity: "1", display: "inline" }

/** Attributes that matter on the page only. */
const OF_PAGE = /^(class|style|role|tabindex|aria-.*|data-.*)$/

type Looks = Readonly<Record<string, string>>

/**
 * Copies the computed styles of a drawing into plain attributes of its copy: every SVG viewer understands those, while
 * style sheets with variables only work in browsers.
 *
 * @param inherited Styles that the copy inherits from its parent.
 */
export function inlineStyles(original: Element, copy: Element, inherited: Looks = {}): void {
  const style = getComputedStyle(original)
  const looks = looksOf(style)
  for (const { name } of [...copy.attributes]) if (OF_PAGE.test(name)) copy.removeAttribute(name)
  for (const [name, value] of Object.entries(looks)) {
    if (value === inherited[name]) copy.removeAttribute(name)
    else copy.setAttribute(name, value)
  }
  for (const [name, usual] of Object.entries(OWN)) {
    const value = style.getPropertyValue(name)
    if (value === usual || value === "") copy.removeAttribute(name)
    else copy.setAttribute(name, value)
  }
  for (const [index, child] of [...original.children].entries()) {
    const its = copy.children[index]
    if (its && child.localName !== "title") inlineStyles(child, its, looks)
  }
}

function looksOf(style: CSSStyleDeclaration): Looks {
  const looks: Record<string, string> = {}
  for (const name of INHERITED) looks[name] = plain(style.getPropertyValue(name))
  for (const name of ["fill", "stroke"]) {
    const { paint, alpha } = splitPaint(style.getPropertyValue(name))
    looks[name] = paint
    looks[`${name}-opacity`] = String(alpha * Number(style.getPropertyValue(`${name}-opacity`)))
  }
  return looks
}

/** Adds the names that the fonts are installed under; removes the quotes from URLs. */
export const plain = (value: string) =>
  value.replaceAll(/"([\w ]+) Variable"/g, '"$1 Variable", "$1"').replaceAll(/url\("(#[^"]+)"\)/g, "url($1)")

/**
 * A colour that every viewer understands, and its opacity: `rgba(…)`, and `color(srgb …)` as computed from `color-mix`,
 * are understood by browsers only. E.g. `color(srgb 1 0.5 0 / 0.55)` is `rgb(255, 128, 0)` and 0.55.
 */
export function splitPaint(value: string): { paint: string; alpha: number } {
  const [, name, inner = ""] = /^(rgba?|color)\((.*)\)$/.exec(value) ?? []
  const [red = 0, green = 0, blue = 0, alpha = 1] = (inner.match(/[\d.]+(e-\d+)?/g) ?? []).map(Number)
  if (name === undefined) return { paint: plain(value), alpha: 1 }
  const parts = [red, green, blue].map((part) => Math.round(name === "color" ? part * 255 : part))
  return { paint: `rgb(${parts.join(", ")})`, alpha }
}
