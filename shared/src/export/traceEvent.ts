/**
 * One line of a Chrome trace: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU, in the parts
 * of it that https://perfetto.dev/docs/getting-started/other-formats says Perfetto reads. Times in µs.
 */
export interface TraceEvent {
  ph: "X" | "M" | "C" | "i"
  name: string
  pid: number
  tid?: number
  ts?: number
  dur?: number
  cat?: string
  /** The arrow that begins or ends in this slice; a number, for Perfetto takes a text as one in base 16. */
  bind_id?: number
  flow_out?: boolean
  flow_in?: boolean
  s?: "p"
  args?: Record<string, unknown>
}
