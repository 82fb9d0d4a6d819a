import type { StageScene } from "../../scenes/stage/nodes.ts"

/** The smallest scale at which text is legible; a larger picture scrolls instead. */
const SMALLEST = 0.72
const LARGEST = 1

/**
 * Width to height of a view, rounded to steps so that resizing a window does not rearrange the picture all the time.
 */
export function aspectOf({ width, height }: { width: number; height: number }): number {
  return height === 0 ? 2 : Math.min(4, Math.max(1, Math.round((width / height) * 2) / 2))
}

export interface Fit {
  /** px of the drawing; the view scrolls where it has less. */
  readonly width: number
  readonly height: number
  readonly scale: number
  /** x, y, width and height of the shown part of the scene. */
  readonly part: readonly number[]
}

/** Size and shown part of the drawing, centred in its view at a legible scale. */
export function fitted(scene: StageScene, view: { width: number; height: number }): Fit {
  const scale = Math.min(view.width / scene.width, view.height / scene.height)
  const legible = Math.min(LARGEST, Math.max(SMALLEST, scale || LARGEST))
  const width = Math.max(view.width, Math.floor(scene.width * legible))
  const height = Math.max(view.height, Math.floor(scene.height * legible))
  const across = width / legible
  const down = height / legible
  // Whole px at scale 1, so that lines stay sharp.
  const left = Math.round((scene.width - across) / 2)
  const top = Math.round((scene.height - down) / 2)
  return { width, height, scale: legible, part: [left, top, across, down] }
}
