import { fontsOf, type Sample } from "./fonts.ts"
import { inlineStyles, plain } from "./styles.ts"

const SVG = "http://www.w3.org/2000/svg"
/** Left and right of the drawing, which has margins of its own, and the height of the caption above it, px. */
const MARGIN = 24
const CAPTION = 68
const TITLE = { "font-size": 15, "font-weight": 620 }
const ASIDE = { "font-size": 12, "font-weight": 450 }
/** Width of a letter of the title. */
const LETTER = 8
/** So wide that a caption has room. */
const NARROWEST = 420

/** A drawing that stands by itself. */
export interface Picture {
  readonly svg: string
  readonly width: number
  readonly height: number
  /** Of each font that is in it. */
  readonly samples: readonly Sample[]
}

interface Caption {
  readonly title: string
  /** When it was so. */
  readonly aside: string
}

/**
 * The stage as it is drawn now, all of it, in a file of its own: with its background, a caption, and the looks of the theme
 * that the page has.
 *
 * @param drawing See `Canvas` in ../stage.
 */
export async function pictureOf(drawing: SVGSVGElement, { title, aside }: Caption): Promise<Picture> {
  const scene = sceneOf(drawing.viewBox.baseVal)
  const width = Math.max(scene.width, NARROWEST) + 2 * MARGIN
  const height = CAPTION + scene.height
  const copy = drawing.cloneNode(true) as SVGSVGElement
  inlineStyles(drawing, copy)
  set(copy, { ...scene, x: (width - scene.width) / 2, y: CAPTION, viewBox: `0 0 ${scene.width} ${scene.height}` })
  const family = plain(theme("--sans"))
  const room = Math.floor((width - 2 * MARGIN) / LETTER)
  const fonts = element("style")
  const root = element("svg", { width, height, viewBox: `0 0 ${width} ${height}` })
  // Of the fonts' figures no attribute of SVG says this.
  set(root, { style: "font-variant-numeric:tabular-nums", "font-family": family })
  root.append(
    element("title", {}, `${title}, ${aside}`),
    fonts,
    element("rect", { width, height, fill: theme("--bg") }),
    element("text", { x: MARGIN, y: 32, fill: theme("--text"), ...TITLE }, clipped(title, room)),
    element("text", { x: MARGIN, y: 52, fill: theme("--muted"), ...ASIDE }, clipped(aside, room)),
    copy,
  )
  const { css, samples } = await fontsOf(root)
  fonts.textContent = css
  return { svg: new XMLSerializer().serializeToString(root), width, height, samples }
}

/** The view shows the scene in its middle, however much of it there is: so the scene, which begins at 0, can be told from it. */
function sceneOf({ x, y, width, height }: DOMRect): { width: number; height: number } {
  return { width: Math.ceil(width + 2 * x), height: Math.ceil(height + 2 * y) }
}

const theme = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name)

const clipped = (text: string, room: number) => (text.length > room ? `${text.slice(0, room - 1)}…` : text)

function element(name: string, attributes: Record<string, string | number> = {}, text = ""): SVGElement {
  const made = document.createElementNS(SVG, name)
  set(made, attributes)
  made.textContent = text
  return made
}

function set(of: Element, attributes: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(attributes)) of.setAttribute(name, String(value))
}
