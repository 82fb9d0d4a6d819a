import type { History } from "@forkscope/shared/history"
import { useThrottledValue } from "@mantine/hooks"
import { type PointerEvent, type ReactNode, useEffect, useMemo, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { seconds } from "../../format/format.ts"
import { useFollowing } from "../../motion/clock.ts"
import { type Hit, hitAt } from "../../scenes/timeline/hover.ts"
import { lanesOf } from "../../scenes/timeline/lanes.ts"
import { atOf, decimalsIn, shownAt, type Window, wholeAt } from "../../scenes/timeline/window.ts"
import { useSize } from "../parts/useSize.ts"
import { type DiagramProps, regionName } from "../types.ts"
import { Axis } from "./Axis.tsx"
import { useColours } from "./colours.ts"
import { LaneLabels } from "./LaneLabels.tsx"
import { rowsOf } from "./sheet.ts"
import { Tip } from "./Tip.tsx"
import { useLanes } from "./useLanes.ts"
import { useNavigation } from "./useNavigation.ts"
import "./timeline.css"

interface Props extends DiagramProps {
  readonly history: History
  /** Raised when the history has changed. */
  readonly version: number
  /** The shown range; null: all of a recording, or the last minute of a run that goes on. */
  readonly window?: Window | null
  onWindow?(window: Window | null): void
  /** Where a recording ends, µs; null: a run that goes on. */
  readonly end?: number | null
  /** The latest time that can be shown, µs, where that is after the end: the end of a longer run beside this one. */
  readonly farthest?: number | null
  /** seq of the event that began the selected slice. */
  readonly slice?: number | null
  onSlice?(proc: number, seq: number): void
  onSeek?(at: number): void
  /** Children of which many came and went share lanes. */
  readonly isPacked?: boolean
  /** Processes that only serve others have no lane. */
  readonly hidesHelpers?: boolean
  /** Shown above the names. */
  readonly corner?: ReactNode
}

/** px of the names at the left, and of the axis. */
const LABELS = 204
const AXIS = 28
/** px around the pointer within which a slice is hit. */
const REACH = 1.5
/** px at the bottom of a slice where the pointer hits the waits inside it. */
const STRIP = 6
/** ms between two updates of the list of lanes. */
const CALM = 200

/** The timeline: one lane per process, thread, slot and queue, with its slices above and its scheduler states below. */
export function Timeline({ world, history, version, selected, onSelect, pace = 1, at = world.at, ...rest }: Props) {
  const {
    window: chosen = null,
    onWindow,
    end = null,
    farthest = end,
    slice = null,
    onSlice,
    onSeek,
    isPacked = true,
    hidesHelpers = false,
    corner,
    name,
  } = rest
  const { t } = useTranslation("stage")
  const [ref, size] = useSize<HTMLDivElement>()
  const [scrollTop, setScrollTop] = useState(0)
  const [tip, setTip] = useState<{ hit: Hit; x: number; y: number } | null>(null)
  const [painted, setPainted] = useState<Window>({ start: 0, end: 0 })
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set())
  const clock = useFollowing(world, pace, at)
  const colours = useColours()
  const calm = useThrottledValue(version, CALM)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the history is the same object after it has grown; `calm` changes then
  const lanes = useMemo(
    () => lanesOf(history, { folded, isPacked, hidesHelpers }),
    [history, calm, folded, isPacked, hidesHelpers],
  )
  const section = useRef<HTMLElement>(null)
  const past = useRef<HTMLCanvasElement>(null)
  const present = useRef<HTMLCanvasElement>(null)
  const axis = useRef<HTMLDivElement>(null)
  const head = useRef<HTMLDivElement>(null)
  const elements = useMemo(() => ({ past, present, axis, head }), [])
  const width = Math.max(0, size.width - LABELS)
  const height = Math.max(0, size.height - AXIS)
  const isLive = world.run !== null && world.run.ended === null && end === null && pace > 0
  const windowAt = (now: number) => shownAt(chosen, end, now)
  const process = selected?.kind === "process" ? selected.id : null
  const view = { history, version, lanes, colours, width, height, scrollTop, selected: slice, process, end, windowAt }
  useLanes(view, clock, elements, setPainted)

  const hitUnder = (x: number, y: number): Hit | null => {
    const lane = lanes.lanes.find(({ top, height }) => y + scrollTop >= top && y + scrollTop < top + height)
    const { window } = windowAt(clock.now())
    const now = end ?? clock.now()
    const at = atOf({ ...window, width }, x)
    const reach = (REACH * (window.end - window.start)) / Math.max(1, width)
    if (!lane || at < 0 || at > now) return null
    const { slice, sliceHeight, band } = rowsOf(lane)
    const isOnStrip = y + scrollTop - lane.top > (lane.packed ? band : slice + sliceHeight - STRIP)
    return hitAt(history, lane, { at, reach, isOnStrip }, now)
  }
  const choose = (hit: Hit | null) => {
    const { laneSlice, ref } = hit ?? { laneSlice: null, ref: null }
    if (laneSlice && laneSlice.seq > 0 && ref?.kind === "process" && onSlice) onSlice(ref.id, laneSlice.seq)
    else onSelect(ref)
  }
  const { brush, ...hands } = useNavigation({
    lanes: section,
    labels: LABELS,
    width,
    window: () => windowAt(clock.now()).window,
    whole: () => wholeAt(farthest, clock.now()),
    onWindow: (window) => onWindow?.(window),
    onClick: (x, y) => choose(hitUnder(x, y)),
    onSeek: (at) => onSeek?.(at),
  })
  const hover = (event: PointerEvent<HTMLElement>) => {
    const bounds = event.currentTarget.getBoundingClientRect()
    const [x, y] = [event.clientX - bounds.left, event.clientY - bounds.top]
    const hit = event.buttons === 0 ? hitUnder(x, y) : null
    setTip(hit && { hit, x: x + LABELS, y: y + AXIS })
  }

  // When the shown range moves, the pointer is over something else.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the effect has to run when the range changes
  useEffect(() => setTip(null), [chosen])

  // A slice that was selected elsewhere, e.g. by a search, is scrolled into view.
  const lanesNow = useRef(lanes)
  lanesNow.current = lanes
  useEffect(() => {
    const found = slice === null ? null : history.find(slice)
    const lane = found && lanesNow.current.find(found.proc, found.slice.tid, found.lane)
    const box = section.current
    if (!lane || !box) return
    const isSeen = lane.top >= box.scrollTop && lane.top + lane.height <= box.scrollTop + box.clientHeight
    if (!isSeen) box.scrollTop = lane.top - (box.clientHeight - lane.height) / 2
  }, [history, slice])

  return (
    <div ref={ref} className="fs fs-timeline">
      <div className="fs-time-top">
        <div className="fs-time-corner">{corner}</div>
        <Axis ref={axis} span={{ ...painted, width }} brush={brush} hands={hands.axis} />
      </div>
      {lanes.lanes.length === 0 && <p className="fs-empty">{t("timeline.empty")}</p>}
      <section
        ref={section}
        className="fs-lanes"
        // The labels in it are buttons; the events table shows what the canvas shows.
        aria-label={regionName(t("timeline.label", { count: lanes.lanes.length }), name)}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable element has to be reachable with the keyboard
        tabIndex={0}
        onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      >
        <div className="fs-lanes-all" style={{ height: lanes.height }}>
          <LaneLabels
            lanes={lanes.lanes}
            from={scrollTop}
            to={scrollTop + height}
            selected={selected}
            onSelect={onSelect}
            onFold={(key) => setFolded((before) => without(before, key) ?? new Set([...before, key]))}
          />
          <div
            className="fs-sheets"
            style={{ width, height }}
            {...hands.sheets}
            onPointerMove={(event) => {
              hands.sheets.onPointerMove(event)
              hover(event)
            }}
            onPointerLeave={() => setTip(null)}
          >
            <canvas ref={past} className="fs-sheet" />
            <canvas ref={present} className="fs-sheet" />
          </div>
        </div>
      </section>
      {lanes.lanes.length > 0 && (
        <div className="fs-head-track" style={{ width }}>
          <div ref={head} className={isLive ? "fs-head is-live" : "fs-head"}>
            <span className="fs-head-label" {...hands.head}>
              {isLive ? t("timeline.live") : t("timeline.seconds", { time: seconds(at, 2) })}
            </span>
          </div>
        </div>
      )}
      {tip && <Tip hit={tip.hit} decimals={decimalsIn({ ...painted, width })} x={tip.x} y={tip.y} room={size} />}
    </div>
  )
}

/** A set without one of its members; null where it has no such member. */
function without(set: ReadonlySet<string>, member: string): ReadonlySet<string> | null {
  const rest = new Set(set)
  return rest.delete(member) ? rest : null
}
