import type { ProcessState } from "@forkscope/shared/world"
import { useTranslation } from "react-i18next"
import { Sign } from "../diagrams/parts/Sign.tsx"
import css from "./State.module.css"

export type Shade = ProcessState | "failed"

/** The sign of a state as in the drawings. */
export function StateSign({ state, className = css.sign }: { state: Shade; className?: string | undefined }) {
  return (
    <svg className={className} width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      <Sign of={state} />
    </svg>
  )
}

/** Sign and name of a state, in its colour. */
export function StateWord({ state, look = "word" }: { state: Shade; look?: "word" | "badge" }) {
  const { t } = useTranslation()
  return (
    <span className={`${css[look]} ${css[state]}`}>
      <StateSign state={state} />
      {t(`state.${state}`)}
    </span>
  )
}
