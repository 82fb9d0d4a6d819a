import { commandLine, siteText } from "@forkscope/shared/names"
import type { TFunction } from "i18next"
import { useTranslation } from "react-i18next"
import { exactDuration, percent, seconds } from "../../format/format.ts"
import type { Hit } from "../../scenes/timeline/hover.ts"
import type { Lane } from "../../scenes/timeline/lanes.ts"
import type { Bar } from "../../scenes/timeline/packing.ts"

interface Props {
  readonly hit: Hit
  /** As many as the zoom makes distinguishable. */
  readonly decimals: number
  readonly x: number
  readonly y: number
  readonly room: { readonly width: number; readonly height: number }
}

const WIDTH = 248

/** Exact figures for the place under the pointer, and their origin. */
export function Tip({ hit: { lane, at, laneSlice, shares, value, bar, gap }, decimals, x, y, room }: Props) {
  const { t } = useTranslation("stage")
  const left = Math.min(x + 14, room.width - WIDTH - 8)
  // Above the pointer in the lower half of the room.
  const place = y > room.height / 2 ? { bottom: room.height - y + 12 } : { top: y + 14 }
  return (
    <div className="fs-tip" style={{ left, width: WIDTH, ...place }} role="presentation">
      <div className="fs-tip-title">
        <span>{bar?.name ?? titleOf(t, lane)}</span>
        <code className="fs-tip-code">{seconds(at, decimals)} s</code>
      </div>
      {bar && <BarText bar={bar} at={at} />}
      {gap && <p className="fs-tip-part">{t("timeline.idle", { time: exactDuration(gap.end - gap.start) })}</p>}
      {laneSlice && (
        <p className="fs-tip-part">
          <code className="fs-tip-code">{laneSlice.label}</code>
          <br />
          {laneSlice.end === null
            ? t("timeline.since", { time: exactDuration(at - laneSlice.start) })
            : t("timeline.took", { time: exactDuration(laneSlice.end - laneSlice.start), outcome: laneSlice.outcome })}
          {laneSlice.site && (
            <>
              <br />
              <code className="fs-tip-code">{siteText(laneSlice.site)}</code>
            </>
          )}
          <small className="fs-tip-source">{t("timeline.told")}</small>
        </p>
      )}
      {shares && (
        <p className="fs-tip-part">
          <b className="fs-tip-share is-running">{percent(shares.running)}</b> {t("state.running")}{" "}
          <b className="fs-tip-share is-ready">{percent(shares.ready)}</b> {t("state.ready")}{" "}
          <b className="fs-tip-share is-waiting">{percent(shares.waiting)}</b> {t("state.waiting")}
          <small className="fs-tip-source">{t("timeline.measured", { ms: Math.round(shares.interval / 1000) })}</small>
        </p>
      )}
      {value !== null && (
        <p className="fs-tip-part">
          <CounterText lane={lane} value={value} />
          <small className="fs-tip-source">{t(lane.kind === "memory" ? "timeline.kernel" : "timeline.told")}</small>
        </p>
      )}
      {!laneSlice && !shares && !bar && !gap && value === null && (
        <p className="fs-tip-part">{t("timeline.nothing")}</p>
      )}
    </div>
  )
}

/** A process of a packed lane. */
function BarText({ bar: { process, start, end, isCritical }, at }: { bar: Bar; at: number }) {
  const { t } = useTranslation("stage")
  const outcome = process.exitCode === null ? "" : t("timeline.exit", { code: process.exitCode })
  return (
    <p className="fs-tip-part">
      <code className="fs-tip-command">{commandLine(process)}</code>
      {end === null
        ? t("timeline.since", { time: exactDuration(at - start) })
        : [exactDuration(end - start), outcome].filter((text) => text !== "").join(", ")}
      {isCritical && <span className="fs-tip-critical">{t("timeline.critical")}</span>}
      <small className="fs-tip-source">{t("timeline.kernel")}</small>
    </p>
  )
}

function CounterText({ lane, value }: { lane: Lane; value: number }) {
  const { t } = useTranslation("stage")
  if (lane.kind === "memory") return t("timeline.memoryNow", { megabytes: Math.round(value / 1024) })
  if (lane.kind === "pool") return t("timeline.busyNow", { count: Math.round(value) })
  return t("queue.depth", { count: value })
}

function titleOf(t: TFunction<"stage">, { kind, slot, name }: Lane): string {
  if (kind === "slot" || kind === "packed") return t("timeline.slot", { slot })
  return kind === "memory" ? t("timeline.memory") : name || t("timeline.thread")
}
