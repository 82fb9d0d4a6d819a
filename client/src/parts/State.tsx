import type { ProcessState } from "@forkscope/shared/world"
import { useTranslation } from "react-i18next"
import css from "./State.module.css"

export type Shade = ProcessState | "failed"

/** The sign of each state, distinguishable by shape alone. */
const SIGNS: Record<Shade, { d: string; isFilled?: true }> = {
  created: { d: "M3 2.5h6v7H3z" },
  running: { d: "M3 1.8v8.4L10 6z", isFilled: true },
  ready: { d: "M6 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM6 6V1.5A4.5 4.5 0 0 1 10.5 6z" },
  waiting: { d: "M6 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM6 3.6V6l1.7 1.4" },
  stopped: { d: "M3 2h2v8H3zM7 2h2v8H7z", isFilled: true },
  zombie: { d: "M6 1.6A3.9 3.9 0 0 0 3.8 8.7v1.7h4.4V8.7A3.9 3.9 0 0 0 6 1.6zM4.7 5.2v.6M7.3 5.2v.6" },
  gone: { d: "M2.5 6h7" },
  failed: { d: "M2.8 2.8l6.4 6.4M9.2 2.8 2.8 9.2" },
}

function StateSign({ state, size = 12 }: { state: Shade; size?: number }) {
  const { d, isFilled } = SIGNS[state]
  return (
    <svg className={css.sign} width={size} height={size} viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      <path
        d={d}
        fill={isFilled ? "currentColor" : "none"}
        stroke="currentColor"
        strokeWidth={isFilled ? 0.6 : 1.3}
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  )
}

/** Sign and name of a state, in its colour. */
export function StateWord({ state, className = "" }: { state: Shade; className?: string }) {
  const { t } = useTranslation()
  return (
    <span className={`${css.word} ${css[state]} ${className}`}>
      <StateSign state={state} />
      {t(`state.${state}`)}
    </span>
  )
}

export function StateBadge({ state }: { state: Shade }) {
  const { t } = useTranslation()
  return (
    <span className={`${css.badge} ${css[state]}`}>
      <StateSign state={state} />
      {t(`state.${state}`)}
    </span>
  )
}
