import type { PointerEventHandler, Ref } from "react"
import { exactDuration } from "../../format/format.ts"
import { type Span, ticksIn, xOf } from "../../scenes/timeline/window.ts"
import type { Brush } from "./useNavigation.ts"

/** px that the last label of the axis takes. */
const LAST_TICK = 28

interface Props {
  readonly ref: Ref<HTMLDivElement>
  readonly span: Span
  readonly brush: Brush | null
  readonly hands: Record<
    "onPointerDown" | "onPointerMove" | "onPointerUp" | "onPointerCancel",
    PointerEventHandler<HTMLElement>
  >
}

/** The time axis: labels at round times, and the selected range. */
export function Axis({ ref, span, brush, hands }: Props) {
  const length = brush && ((brush.to - brush.from) / span.width) * (span.end - span.start)
  return (
    <div className="fs-axis" aria-hidden="true" {...hands}>
      <div ref={ref}>
        {span.width > 0 &&
          span.end > span.start &&
          ticksIn(span).map(
            ({ at, label }) =>
              label !== null &&
              xOf(span, at) < span.width - LAST_TICK && (
                <span key={at} className="fs-tick" style={{ left: xOf(span, at) }}>
                  {label} s
                </span>
              ),
          )}
      </div>
      {brush && (
        <div
          className="fs-brush"
          style={{ left: Math.min(brush.from, brush.to), width: Math.abs(brush.to - brush.from) }}
        >
          <span>{exactDuration(Math.abs(length ?? 0))}</span>
        </div>
      )}
    </div>
  )
}
