import type { ProcessState } from "@forkscope/shared/world"
import { memo } from "react"

export type SignName = ProcessState | "failed" | "done" | "starting"

/** The sign of a state, which is also shown by a colour and a word: 12 × 12 px, in the state's ink colour. */
export const Sign = memo(function Sign({ of, x = 0, y = 0 }: { of: SignName; x?: number; y?: number }) {
  return (
    <g className="fs-sign" transform={`translate(${x} ${y})`}>
      <Shape of={of} />
    </g>
  )
})

function Shape({ of }: { of: SignName }) {
  switch (of) {
    case "running":
      return <path className="fs-solid" d="M3 1.5 10.5 6 3 10.5Z" />
    case "ready":
      return (
        <>
          <circle cx="6" cy="6" r="4.5" />
          <path className="fs-solid" d="M6 6V1.5A4.5 4.5 0 0 1 10.5 6Z" />
        </>
      )
    case "waiting":
      return (
        <>
          <circle cx="6" cy="6" r="4.5" />
          <path d="M6 3.4V6L7.8 7.4" />
        </>
      )
    case "stopped":
      return <path className="fs-solid" d="M2.5 1.5H5v9H2.5ZM7 1.5h2.5v9H7Z" />
    case "zombie":
      return (
        <>
          <path d="M3.6 8.6C2 7.8 1.5 6.7 1.5 5.4 1.5 3 3.5 1.3 6 1.3S10.5 3 10.5 5.4C10.5 6.7 10 7.8 8.4 8.6V10.7H3.6Z" />
          <path className="fs-solid" d="M4.2 4.6a1 1 0 1 1-.01 0ZM7.8 4.6a1 1 0 1 1-.01 0Z" />
        </>
      )
    case "failed":
      return <path d="M2.5 2.5 9.5 9.5M9.5 2.5 2.5 9.5" />
    case "done":
      return <path d="M2 6.5 4.8 9.2 10 3" />
    case "created":
      return <circle cx="6" cy="6" r="4.5" strokeDasharray="2 1.7" />
    case "starting":
      return <path d="M6 1.5A4.5 4.5 0 1 1 1.5 6" />
    case "gone":
      return <path d="M2 6H10" />
  }
}
