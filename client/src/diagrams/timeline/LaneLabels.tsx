import { type EntityRef, isTaskNumber } from "@forkscope/shared/world"
import { memo } from "react"
import { useTranslation } from "react-i18next"
import { percent } from "../../format/format.ts"
import type { Lane } from "../../scenes/timeline/lanes.ts"
import { isSame } from "../types.ts"

interface Props {
  readonly lanes: readonly Lane[]
  /** px of the visible lanes, from the top of all lanes. */
  readonly from: number
  readonly to: number
  readonly selected: EntityRef | null
  onSelect(ref: EntityRef | null): void
  /** Folds or unfolds the lanes below a lane. */
  onFold(key: string): void
}

/** The names of the visible lanes, at the left. */
export function LaneLabels({ lanes, from, to, selected, onSelect, onFold }: Props) {
  return lanes
    .filter(({ top, height }) => top + height > from && top < to)
    .map((lane) => (
      <LaneLabel
        key={lane.key}
        lane={lane}
        isSelected={lane.kind !== "thread" && isSame(selected, lane.ref)}
        onSelect={onSelect}
        onFold={onFold}
      />
    ))
}

interface LabelProps extends Pick<Props, "onSelect" | "onFold"> {
  readonly lane: Lane
  readonly isSelected: boolean
}

/** px of indent for each level of nesting. */
const INDENT = 12
const DEEPEST = 4

const LaneLabel = memo(
  function LaneLabel({ lane, isSelected, onSelect, onFold }: LabelProps) {
    const { t } = useTranslation("stage")
    const { kind, name, command, slot, pid, thread, beside, isOver, top, height, ref, key, level, below, isFolded } =
      lane
    const busy = lane.packed && percent(lane.packed.busy)
    const own =
      kind === "slot" || kind === "packed"
        ? t("timeline.slot", { slot })
        : kind === "queue"
          ? t("timeline.depth", { name })
          : kind === "pool"
            ? t("timeline.busy", { name })
            : kind === "memory"
              ? t("timeline.memory")
              : name || t("timeline.thread")
    const text = beside === 0 ? own : `${own} (${beside + 1})`
    return (
      <div
        className="fs-lane-label"
        style={{ top, height: height - 1, paddingLeft: 4 + Math.min(level, DEEPEST) * INDENT }}
        data-selected={isSelected || undefined}
      >
        {below > 0 ? (
          <button
            type="button"
            className="fs-lane-fold"
            aria-expanded={!isFolded}
            aria-label={t(isFolded ? "timeline.unfold" : "timeline.fold", { name: text })}
            onClick={() => onFold(key)}
          >
            <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
              <path
                d={isFolded ? "M3 1l4 4-4 4" : "M1 3l4 4 4-4"}
                fill="none"
                stroke="currentColor"
                strokeWidth="1.5"
              />
            </svg>
          </button>
        ) : (
          <span className="fs-lane-fold" />
        )}
        <button
          type="button"
          className={`fs-lane-pick ${isOver ? "is-over" : ""}`}
          aria-pressed={isSelected}
          disabled={ref === null}
          onClick={() => onSelect(ref)}
          title={kind === "slot" || kind === "packed" ? `${name} ${text}` : command || text}
        >
          <span className="fs-lane-name">{text}</span>
          {isFolded && <span className="fs-lane-count">{t("timeline.below", { count: below })}</span>}
          {busy && <span className="fs-lane-pid">{t("timeline.busyShare", { share: busy })}</span>}
          {pid !== null && <code className="fs-lane-pid">{pid}</code>}
          {thread !== null && beside === 0 && (
            <code className="fs-lane-pid">{isTaskNumber(thread) ? "task" : `tid ${thread}`}</code>
          )}
        </button>
      </div>
    )
  },
  // Lane objects are new after every event, but their labels seldom change.
  (one, other) =>
    one.isSelected === other.isSelected &&
    one.onSelect === other.onSelect &&
    one.lane.packed?.busy === other.lane.packed?.busy &&
    WRITTEN.every((key) => one.lane[key] === other.lane[key]),
)

const WRITTEN = [
  "key",
  "name",
  "command",
  "pid",
  "thread",
  "isOver",
  "top",
  "height",
  "level",
  "below",
  "isFolded",
] as const
