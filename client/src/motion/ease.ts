/** ms for boxes that move. */
export const WALK = 260
/** ms for items that travel along an edge. */
export const TRAVEL = 340
/** ms for fading in and out. */
export const FADE = 220

export const easeOut = (t: number) => 1 - (1 - t) ** 3

const query = typeof matchMedia === "function" ? matchMedia("(prefers-reduced-motion: reduce)") : null

export const prefersReducedMotion = () => query?.matches === true

/** The same duration, or 0 where the user prefers reduced motion or the tab is hidden. */
export function calm(ms: number): number {
  return prefersReducedMotion() || (typeof document !== "undefined" && document.hidden) ? 0 : ms
}
