interface Props {
  readonly text: string
  /** Characters that fit. */
  readonly room: number
  readonly x: number
  /** Baseline. */
  readonly y: number
  readonly anchor?: "start" | "end"
  readonly className: string
  /** px of one character; the default is that of the code font at 12 px. */
  readonly advance?: number
}

const ASCENT = 16
const HEIGHT = 24

/**
 * A text that is cut at `room` characters. The document keeps the whole text, so that a screen reader reads all of it;
 * CSS cannot cut an SVG text.
 */
export function Clipped({ text, room, x, y, anchor = "start", className, advance = 7.2 }: Props) {
  if (text.length <= room) {
    return (
      <text className={className} x={x} y={y} textAnchor={anchor}>
        {text}
      </text>
    )
  }
  const width = room * advance
  const left = anchor === "end" ? x - width : x
  return (
    <>
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: it contains a text and is not an image */}
      <svg x={left} y={y - ASCENT} width={width - advance} height={HEIGHT} overflow="hidden">
        <text className={className} x={0} y={ASCENT}>
          {text}
        </text>
      </svg>
      <text className={className} x={left + width - advance} y={y}>
        …
      </text>
    </>
  )
}
