import { useEveryFrame } from "../../motion/useEveryFrame.ts"
import type { SlotNode } from "../../scenes/stage/nodes.ts"

/** µs that fill half of the bar where the usual time of the task is not known. */
const GUESS = 1_000_000

interface Props {
  readonly task: SlotNode["task"]
  readonly usual: number | null
  readonly x: number
  readonly y: number
  readonly width: number
}

/**
 * How long a task has run. Where the usual time of its function is known, the bar shows the inferred share of it and
 * never becomes full; otherwise it fills ever more slowly.
 */
export function ProgressBar({ task, usual, x, y, width }: Props) {
  const ref = useEveryFrame<SVGRectElement>((bar, at) => {
    const elapsed = task ? Math.max(0, at - task.startedAt) : 0
    const share = usual ? Math.min(0.96, elapsed / usual) : elapsed / (elapsed + GUESS)
    bar.setAttribute("width", (task ? Math.max(3, share * width) : 0).toFixed(1))
  })
  return (
    <g className={usual === null ? "fs-progress is-guess" : "fs-progress"}>
      <rect className="fs-progress-bed" x={x} y={y} width={width} height={4} rx={2} />
      <rect ref={ref} className="fs-progress-bar" x={x} y={y} height={4} rx={2} />
    </g>
  )
}
