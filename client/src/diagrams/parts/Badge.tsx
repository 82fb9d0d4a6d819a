import { useTranslation } from "react-i18next"
import type { BadgeSeverity } from "../../scenes/stage/nodes.ts"

interface Props {
  readonly of: BadgeSeverity
  /** Middle. */
  readonly x: number
  readonly y: number
}

/** Says on a box that a finding concerns it; what it is about stands in the inspector. */
export function Badge({ of, x, y }: Props) {
  const { t } = useTranslation("stage")
  if (of === null) return null
  return (
    <g className={`fs-badge is-${of}`} transform={`translate(${x} ${y})`}>
      <title>{t(`finding.${of}`)}</title>
      <circle r={8} />
      <path d="M0 -4V1M0 3.6V3.7" />
    </g>
  )
}
