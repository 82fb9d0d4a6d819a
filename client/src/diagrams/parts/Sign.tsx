import type { ProcessState } from "@forkscope/shared/world"
import { memo } from "react"
import "./sign.css"

export type SignName = ProcessState | "failed" | "done" | "starting"

const CIRCLE = "M10.5 6a4.5 4.5 0 1 1-9 0 4.5 4.5 0 1 1 9 0"

/** Distinguishable by shape alone. */
const SHAPES: Record<SignName, { readonly line?: string; readonly solid?: string; readonly dashes?: string }> = {
  created: { line: CIRCLE, dashes: "2 1.7" },
  starting: { line: "M6 1.5A4.5 4.5 0 1 1 1.5 6" },
  running: { solid: "M3 1.5 10.5 6 3 10.5Z" },
  ready: { line: CIRCLE, solid: "M6 6V1.5A4.5 4.5 0 0 1 10.5 6Z" },
  waiting: { line: `${CIRCLE}M6 3.4V6L7.8 7.4` },
  stopped: { solid: "M2.5 1.5H5v9H2.5ZM7 1.5h2.5v9H7Z" },
  zombie: {
    line: "M3.6 8.6C2 7.8 1.5 6.7 1.5 5.4 1.5 3 3.5 1.3 6 1.3S10.5 3 10.5 5.4C10.5 6.7 10 7.8 8.4 8.6V10.7H3.6Z",
    solid: "M4.2 4.6a1 1 0 1 1-.01 0ZM7.8 4.6a1 1 0 1 1-.01 0Z",
  },
  gone: { line: "M2 6H10" },
  done: { line: "M2 6.5 4.8 9.2 10 3" },
  failed: { line: "M2.5 2.5 9.5 9.5M9.5 2.5 2.5 9.5" },
}

/** The sign of a state, which is also shown by a colour and a word: 12 × 12 px, in the state's ink colour. */
export const Sign = memo(function Sign({ of, x = 0, y = 0 }: { of: SignName; x?: number; y?: number }) {
  const { line, solid, dashes } = SHAPES[of]
  return (
    <g className="fs-sign" transform={`translate(${x} ${y})`}>
      {line && <path d={line} strokeDasharray={dashes} />}
      {solid && <path className="fs-solid" d={solid} />}
    </g>
  )
})
