interface Props {
  readonly text: string
  /** Characters there is room for. */
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
 * A text that is cut where its room ends. All of it stays in the document, so that what a screen reader says and what
 * is seen agree; an SVG text cannot be cut by style.
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
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: it holds a text, and is no picture. */}
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
