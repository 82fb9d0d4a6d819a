import { prefersReducedMotion } from "./ease.ts"

/** Draws one frame; `now` is `performance.now()`. Returns whether it needs another frame. */
type Frame = (now: number) => boolean

/** ms between two frames where the user prefers reduced motion: what moves on with time then moves in steps. */
const STEP = 250

const frames = new Set<Frame>()
let cancel: (() => void) | null = null

function run(now: number): void {
  cancel = null
  for (const frame of [...frames]) if (!frame(now)) frames.delete(frame)
  if (frames.size > 0) cancel ??= request()
}

function request(): () => void {
  if (!prefersReducedMotion()) return requestRepaint()
  const timer = setTimeout(() => run(performance.now()), STEP)
  return () => clearTimeout(timer)
}

function requestRepaint(): () => void {
  const frame = requestAnimationFrame(run)
  return () => cancelAnimationFrame(frame)
}

/**
 * Calls `frame` before every repaint until it returns false or the returned function is called. All callers share one
 * loop.
 */
export function animate(frame: Frame): () => void {
  frames.add(frame)
  cancel ??= request()
  return () => {
    frames.delete(frame)
    if (frames.size > 0) return
    cancel?.()
    cancel = null
  }
}

/** Draws what is animated before the next repaint, also where motion is reduced: the answer to an input does not wait. */
export function drawSoon(): void {
  if (frames.size === 0) return
  cancel?.()
  cancel = requestRepaint()
}
