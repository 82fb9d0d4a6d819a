import { useTranslation } from "react-i18next"
import { siteText } from "../../scenes/names.ts"
import type { Hit } from "../../scenes/timeline/hover.ts"
import { percent, secondsText } from "../parts/words.ts"

interface Props {
  readonly hit: Hit
  readonly x: number
  readonly y: number
  readonly room: { readonly width: number; readonly height: number }
}

const WIDTH = 248

/** Exact figures of the place under the pointer, and who says so. */
export function Tip({ hit: { lane, at, slice, shares, depth }, x, y, room }: Props) {
  const { t } = useTranslation("stage")
  const left = Math.min(x + 14, room.width - WIDTH - 8)
  // Above the pointer where below there is no room.
  const place = y > room.height / 2 ? { bottom: room.height - y + 12 } : { top: y + 14 }
  return (
    <div className="fs-tip" style={{ left, width: WIDTH, ...place }} role="presentation">
      <div className="fs-tip-title">
        <span>{lane.kind === "slot" ? t("timeline.slot", { slot: lane.slot }) : lane.name}</span>
        <code className="fs-tip-code">{(at / 1e6).toFixed(3)} s</code>
      </div>
      {slice && (
        <p className="fs-tip-part">
          <code className="fs-tip-code">{slice.label}</code>
          <br />
          {slice.end === null
            ? t("timeline.since", { time: secondsText(at - slice.start) })
            : t("timeline.took", { time: secondsText(slice.end - slice.start), outcome: slice.outcome })}
          {slice.site && (
            <>
              <br />
              <code className="fs-tip-code">{siteText(slice.site)}</code>
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
      {depth !== null && (
        <p className="fs-tip-part">
          {t("queue.depth", { count: depth })}
          <small className="fs-tip-source">{t("timeline.told")}</small>
        </p>
      )}
      {!slice && !shares && depth === null && <p className="fs-tip-part">{t("timeline.nothing")}</p>}
    </div>
  )
}
