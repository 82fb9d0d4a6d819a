import type { StageScene } from "../../scenes/stage/nodes.ts"

/** Below this scale text is no longer legible: then the view scrolls instead. */
const SMALLEST = 0.72
const LARGEST = 1

/** Size and part of the drawing so that it fits its view, in the middle, at a legible scale. */
export function fitted(scene: StageScene, view: { width: number; height: number }) {
  const scale = Math.min(view.width / scene.width, view.height / scene.height)
  const legible = Math.min(LARGEST, Math.max(SMALLEST, scale || LARGEST))
  const width = Math.max(view.width, Math.floor(scene.width * legible))
  const height = Math.max(view.height, Math.floor(scene.height * legible))
  const across = width / legible
  const down = height / legible
  // Whole px at scale 1, so that lines stay sharp.
  const left = Math.round((scene.width - across) / 2)
  const top = Math.round((scene.height - down) / 2)
  return { width, height, viewBox: `${left} ${top} ${across} ${down}` }
}
