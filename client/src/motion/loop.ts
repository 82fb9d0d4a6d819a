/** Draws one frame; `now` is `performance.now()`. Returns whether it needs another frame. */
type Frame = (now: number) => boolean

const frames = new Set<Frame>()
let request = 0

function run(now: number): void {
  request = 0
  for (const frame of [...frames]) if (!frame(now)) frames.delete(frame)
  if (frames.size > 0) request ||= requestAnimationFrame(run)
}

/**
 * Calls `frame` before every repaint until it returns false or the returned function is called. All callers share one
 * loop.
 */
export function animate(frame: Frame): () => void {
  frames.add(frame)
  request ||= requestAnimationFrame(run)
  return () => {
    frames.delete(frame)
    if (frames.size === 0 && request !== 0) {
      cancelAnimationFrame(request)
      request = 0
    }
  }
}
