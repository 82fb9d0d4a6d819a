import type { Picture } from "./picture.ts"

/** px of the square below the picture in which a sample character is drawn. */
const SIDE = 24

/** The picture with one sample character of each font below it, to see whether the fonts are loaded. */
export function withSamples({ svg, width, height, samples }: Picture): string {
  const picture = new DOMParser().parseFromString(svg, "image/svg+xml")
  const root = picture.documentElement
  const size = { width: Math.max(width, samples.length * SIDE), height: height + SIDE }
  for (const [name, value] of Object.entries(size)) root.setAttribute(name, String(value))
  root.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`)
  for (const [index, { family, letter }] of samples.entries()) {
    const text = picture.createElementNS(root.namespaceURI, "text")
    text.setAttribute("x", String(index * SIDE + 4))
    text.setAttribute("y", String(height + SIDE - 8))
    text.setAttribute("font-family", `"${family}"`)
    text.textContent = letter
    root.append(text)
  }
  return new XMLSerializer().serializeToString(picture)
}

/** Whether all sample characters are drawn, so all fonts are loaded. */
export function allSeen(image: HTMLImageElement, { height, samples }: Picture): boolean {
  if (samples.length === 0) return true
  const width = samples.length * SIDE
  const canvas = Object.assign(document.createElement("canvas"), { width, height: SIDE })
  const context = canvas.getContext("2d")
  if (!context) return true
  context.drawImage(image, 0, height, width, SIDE, 0, 0, width, SIDE)
  return samples.every((_, index) => {
    const { data } = context.getImageData(index * SIDE, 0, SIDE, SIDE)
    return data.some((value, place) => place % 4 === 3 && value > 0)
  })
}
