import type { EntityRef } from "@forkscope/shared/world"
import { memo } from "react"
import { useTranslation } from "react-i18next"
import type { Lane } from "../../scenes/timeline/lanes.ts"
import { isSame } from "../types.ts"

interface Props {
  readonly lanes: readonly Lane[]
  /** px of the lanes that are seen. */
  readonly from: number
  readonly to: number
  readonly selected: EntityRef | null
  onSelect(ref: EntityRef | null): void
}

/** Names at the left: of the lanes in sight. */
export function LaneLabels({ lanes, from, to, selected, onSelect }: Props) {
  return lanes
    .filter(({ top, height }) => top + height > from && top < to)
    .map((lane) => <LaneLabel {...lane} key={lane.key} isSelected={isSame(selected, lane.ref)} onSelect={onSelect} />)
}

interface LabelProps extends Lane {
  readonly isSelected: boolean
  onSelect(ref: EntityRef | null): void
}

const LaneLabel = memo(function LaneLabel({ kind, name, slot, pid, thread, isOver, top, height, ...rest }: LabelProps) {
  const { t } = useTranslation("stage")
  const { isSelected, onSelect, ref } = rest
  const text = kind === "slot" ? t("timeline.slot", { slot }) : kind === "queue" ? t("timeline.depth", { name }) : name
  return (
    <button
      type="button"
      className={`fs-lane-label ${isOver ? "is-over" : ""}`}
      style={{ top, height: height - 1 }}
      aria-pressed={isSelected}
      onClick={() => onSelect(ref)}
      title={kind === "slot" ? `${name} ${text}` : text}
    >
      <span className="fs-lane-name">{text}</span>
      {pid !== null && <code className="fs-lane-pid">{pid}</code>}
      {thread !== null && <code className="fs-lane-pid">tid {thread}</code>}
    </button>
  )
})
