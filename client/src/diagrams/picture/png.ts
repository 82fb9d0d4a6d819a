import type { Picture } from "./picture.ts"

/** Sharp on the screens of today. */
const SCALE = 2
/** Browsers draw no canvas that is longer on a side. */
const LONGEST = 16_000

/** The picture as dots. @throws Error when the browser can't draw it. */
export async function pngOf({ svg, width, height }: Picture): Promise<Blob> {
  const scale = Math.min(SCALE, LONGEST / Math.max(width, height))
  const image = new Image()
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement("canvas")
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height)
  const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"))
  if (!png) throw new Error(`Expected a picture of ${canvas.width} × ${canvas.height}, the browser drew none`)
  return png
}
