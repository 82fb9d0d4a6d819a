/**
 * One line of a Chrome trace: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU. Only the
 * parts that Perfetto reads: https://perfetto.dev/docs/getting-started/other-formats. Times in µs.
 */
export interface TraceEvent {
  ph: "X" | "M" | "C" | "i"
  name: string
  pid: number
  tid?: number
  ts?: number
  dur?: number
  cat?: string
  /** The arrow that begins or ends in this slice. A number, since Perfetto reads a string as hexadecimal. */
  bind_id?: number
  flow_out?: boolean
  flow_in?: boolean
  s?: "p"
  args?: Record<string, unknown>
}
