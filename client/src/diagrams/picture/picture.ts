import { fontsOf, type Sample } from "./fonts.ts"
import { inlineStyles, plain } from "./styles.ts"

const SVG = "http://www.w3.org/2000/svg"
/** px left and right of the drawing, in addition to its own margins, and the height of the caption above it. */
const MARGIN = 24
const CAPTION = 68
const TITLE = { "font-size": 15, "font-weight": 620 }
const ASIDE = { "font-size": 12, "font-weight": 450 }
/** Estimated px of one character of the title. */
const LETTER = 8
/** px of the narrowest picture, so that the caption fits. */
const NARROWEST = 420

/** The drawing as an independent SVG file. */
export interface Picture {
  readonly svg: string
  readonly width: number
  readonly height: number
  /** One for each font that it embeds. */
  readonly samples: readonly Sample[]
}

interface Caption {
  readonly title: string
  /** The point of the run that is shown, as text. */
  readonly aside: string
}

/**
 * The whole stage as it is drawn now, as an independent file: with a background, a caption and the colours of the
 * page's theme.
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
  // SVG has no attribute for figures of equal width.
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

/**
 * Size of the scene. The view shows the scene centred, and the scene begins at 0, so its size follows from the view's
 * box.
 */
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
