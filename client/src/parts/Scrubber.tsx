import { seconds } from "../format/format.ts"
import css from "./Scrubber.module.css"

/** µs that the arrow keys move by. */
const STEP = 1000

interface Props {
  readonly label: string
  /** µs. */
  readonly at: number
  readonly end: number
  onSeek(at: number): void
}

/** All of a run's time as a line, and on it a time that can be moved. */
export function Scrubber({ label, at, end, onSeek }: Props) {
  return (
    <input
      className={css.scrubber}
      type="range"
      aria-label={label}
      aria-valuetext={`${seconds(at, 2)} s`}
      min={0}
      // A whole number of steps, so that the last of them is not before the end.
      max={Math.max(1, Math.ceil(end / STEP)) * STEP}
      step={STEP}
      value={at}
      onChange={(event) => onSeek(Number(event.currentTarget.value))}
    />
  )
}
