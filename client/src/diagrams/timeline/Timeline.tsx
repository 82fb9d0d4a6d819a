import { type PointerEvent, useMemo, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { useFollowing } from "../../motion/clock.ts"
import { type Hit, hitAt } from "../../scenes/timeline/hover.ts"
import { lanesOf } from "../../scenes/timeline/lanes.ts"
import { atOf, ticksIn, windowAt, xOf } from "../../scenes/timeline/window.ts"
import { useSize } from "../parts/useSize.ts"
import type { DiagramProps } from "../types.ts"
import { useColours } from "./colours.ts"
import { LaneLabels } from "./LaneLabels.tsx"
import { Tip } from "./Tip.tsx"
import { useLanes } from "./useLanes.ts"
import "./timeline.css"

/** px of the names at the left. */
const LABELS = 204
/** px that the last label of the axis needs. */
const LAST_TICK = 28
const AXIS = 28

/** Time: a lane for each process, slot and queue; what it did above, where the time went below. */
export function Timeline({ world, selected, onSelect, pace = 1 }: DiagramProps) {
  const { t } = useTranslation("stage")
  const [ref, size] = useSize<HTMLDivElement>()
  const [scrollTop, setScrollTop] = useState(0)
  const [hit, setHit] = useState<{ hit: Hit; x: number; y: number } | null>(null)
  const [window, setWindow] = useState(() => windowAt(world.at))
  const clock = useFollowing(world, pace)
  const colours = useColours()
  const lanes = useMemo(() => lanesOf(world), [world])
  const past = useRef<HTMLCanvasElement>(null)
  const present = useRef<HTMLCanvasElement>(null)
  const axis = useRef<HTMLDivElement>(null)
  const head = useRef<HTMLDivElement>(null)
  const elements = useMemo(() => ({ past, present, axis, head }), [])
  const width = Math.max(0, size.width - LABELS)
  const height = Math.max(0, size.height - AXIS)
  const total = lanes.reduce((sum, lane) => sum + lane.height, 0)
  const isLive = world.run !== null && world.run.ended === null && pace > 0
  useLanes({ world, lanes, colours, width, height, scrollTop }, clock, elements, setWindow)

  const laneAt = (y: number) => lanes.find(({ top, height }) => y + scrollTop >= top && y + scrollTop < top + height)
  const under = (event: PointerEvent<HTMLElement>) => {
    const bounds = event.currentTarget.getBoundingClientRect()
    const [x, y] = [event.clientX - bounds.left, event.clientY - bounds.top]
    const lane = laneAt(y)
    const span = { ...windowAt(clock.now()), width }
    const at = atOf(span, x)
    return lane && at >= 0 && at <= clock.now()
      ? { hit: hitAt(world, lane, at, span), x: x + LABELS, y: y + AXIS }
      : null
  }
  return (
    <div ref={ref} className="fs fs-timeline">
      <div className="fs-axis" aria-hidden="true">
        <div ref={axis}>
          {ticksIn({ ...window, width }).map(
            ({ at, isMajor }) =>
              isMajor &&
              xOf({ ...window, width }, at) < width - LAST_TICK && (
                <span key={at} className="fs-tick" style={{ left: xOf({ ...window, width }, at) }}>
                  {at / 1e6} s
                </span>
              ),
          )}
        </div>
      </div>
      {lanes.length === 0 && <p className="fs-empty">{t("timeline.empty")}</p>}
      <section
        className="fs-lanes"
        // The labels in it are buttons; the canvas shows the same as the table of events.
        aria-label={t("timeline.label", { count: lanes.length })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard
        tabIndex={0}
        onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      >
        <div className="fs-lanes-all" style={{ height: total }}>
          <LaneLabels lanes={lanes} from={scrollTop} to={scrollTop + height} selected={selected} onSelect={onSelect} />
          <div
            className="fs-sheets"
            style={{ width, height }}
            onPointerMove={(event) => setHit(under(event))}
            onPointerLeave={() => setHit(null)}
            onPointerDown={(event) => onSelect(under(event)?.hit.ref ?? null)}
          >
            <canvas ref={past} className="fs-sheet" />
            <canvas ref={present} className="fs-sheet" />
          </div>
        </div>
      </section>
      {lanes.length > 0 && (
        <div className="fs-head-track">
          <div ref={head} className={isLive ? "fs-head is-live" : "fs-head"}>
            <span className="fs-head-label">
              {isLive ? t("timeline.live") : t("timeline.seconds", { time: (world.at / 1e6).toFixed(2) })}
            </span>
          </div>
        </div>
      )}
      {hit && <Tip hit={hit.hit} x={hit.x} y={hit.y} room={size} />}
    </div>
  )
}
