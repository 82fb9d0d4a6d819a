interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** px between two strokes. */
const STEP = 5

/** Fills a box with diagonal strokes in the context's stroke style. */
export function hatch(context: CanvasRenderingContext2D, { x, y, width, height }: Box): void {
  context.beginPath()
  for (let stroke = x - height; stroke < x + width; stroke += STEP) {
    const from = Math.max(x, stroke)
    const to = Math.min(x + width, stroke + height)
    context.moveTo(from, y + height - (from - stroke))
    context.lineTo(to, y + height - (to - stroke))
  }
  context.stroke()
}
