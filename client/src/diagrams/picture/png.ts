import type { Picture } from "./picture.ts"
import { allSeen, withSamples } from "./samples.ts"

/** px of the file per px of the picture: sharp on high-resolution screens. */
const SCALE = 2
/** px of the longest side of a canvas that browsers draw. */
const LONGEST = 16_000
/** ms between two checks whether the fonts are loaded, and ms after which the check is given up. */
const [EVERY, PATIENCE] = [10, 3000]

/** The picture as PNG. @throws Error when the browser cannot draw it. */
export async function pngOf(picture: Picture): Promise<Blob> {
  const { width, height } = picture
  const scale = Math.min(SCALE, LONGEST / Math.max(width, height))
  const image = new Image()
  image.src = `data:image/svg+xml,${encodeURIComponent(withSamples(picture))}`
  await image.decode()
  // A browser loads the fonts of an image when it first draws the image, reports nothing, and leaves the texts out
  // until they are loaded.
  for (let waited = 0; waited < PATIENCE && !allSeen(image, picture); waited += EVERY) {
    await new Promise((resolve) => setTimeout(resolve, EVERY))
  }
  const canvas = document.createElement("canvas")
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  canvas.getContext("2d")?.drawImage(image, 0, 0, width, height, 0, 0, canvas.width, canvas.height)
  const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"))
  if (!png) throw new Error(`Expected a picture of ${canvas.width} × ${canvas.height}, the browser drew none`)
  return png
}
