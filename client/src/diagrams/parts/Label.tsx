interface Props {
  readonly text: string | number
  readonly x?: number
  /** Baseline. */
  readonly y: number
  readonly anchor?: "start" | "middle" | "end" | undefined
  readonly className: string
  /** Characters that fit, for a text at its start or end; default: all. */
  readonly room?: number
  /** px of one character; the default is that of the code font at 12 px. */
  readonly advance?: number
}

const ASCENT = 16
const HEIGHT = 24

/**
 * A text, which is cut at `room` characters. The document keeps the whole text, so that a screen reader reads all of
 * it; CSS cannot cut an SVG text.
 */
export function Label({ text, x = 0, y, anchor, className, room = Number.POSITIVE_INFINITY, advance = 7.2 }: Props) {
  if (String(text).length <= room) {
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

/** The number of things that are not drawn. */
export const More = ({ count, ...place }: { count: number } & Pick<Props, "x" | "y" | "anchor">) => (
  <Label className="fs-more" text={`+${count}`} {...place} />
)
