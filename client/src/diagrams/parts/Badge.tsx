import { useTranslation } from "react-i18next"
import type { BadgeSeverity } from "../../scenes/stage/nodes.ts"

interface Props {
  readonly of: BadgeSeverity
  /** Centre. */
  readonly x: number
  readonly y: number
}

/** Marks a box that a finding concerns; the inspector shows the finding. */
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
