/** ms for things that move. */
export const WALK = 260
/** ms for things that travel along an edge. */
export const TRAVEL = 340
/** ms for things that appear or go. */
export const FADE = 220

export const easeOut = (t: number) => 1 - (1 - t) ** 3

const query = typeof matchMedia === "function" ? matchMedia("(prefers-reduced-motion: reduce)") : null

/** The same duration, or none where the reader asked for less motion or nobody looks. */
export function calm(ms: number): number {
  return query?.matches || (typeof document !== "undefined" && document.hidden) ? 0 : ms
}
