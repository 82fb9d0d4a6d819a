import { processColour } from "../../theme/processColours.ts"
import css from "./Compare.module.css"

/** Letter and colour of one of the two runs. */
export function SideMark({ place }: { place: 0 | 1 }) {
  return (
    <span className={css.mark} style={{ background: processColour(place + 1) }}>
      {"AB"[place]}
    </span>
  )
}
