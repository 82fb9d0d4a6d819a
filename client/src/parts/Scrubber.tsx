import { seconds } from "../format/format.ts"
import css from "./Scrubber.module.css"

/** µs that an arrow key moves by. */
const STEP = 1000

interface Props {
  readonly label: string
  /** Current time, µs. */
  readonly at: number
  readonly end: number
  onSeek(at: number): void
}

/** A slider over the whole time of a run. */
export function Scrubber({ label, at, end, onSeek }: Props) {
  // Rounded up to a whole number of steps, so that the end can be reached.
  const max = Math.max(1, Math.ceil(end / STEP)) * STEP
  return (
    <input
      className={css.scrubber}
      type="range"
      aria-label={label}
      aria-valuetext={`${seconds(at, 2)} s`}
      min={0}
      max={max}
      step={STEP}
      // A whole number of steps: the browser would change any other, and React would take that for the user's change.
      value={at >= end ? max : Math.floor(at / STEP) * STEP}
      onChange={(event) => onSeek(Number(event.currentTarget.value))}
    />
  )
}
