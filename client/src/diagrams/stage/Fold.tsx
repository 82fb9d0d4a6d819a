import { useTranslation } from "react-i18next"
import type { FoldNode } from "../../scenes/stage/nodes.ts"
import { Label } from "../parts/Label.tsx"

/** The number of siblings that are not drawn one by one; the table lists them all. */
export function Fold({ node: { box, count } }: { node: FoldNode }) {
  const { t } = useTranslation("stage")
  return (
    <g transform={`translate(${box.x} ${box.y})`} className="fs-fold">
      <title>{t("stage.foldHint")}</title>
      <rect width={box.width} height={box.height} rx={6} />
      <Label
        className="fs-more"
        x={box.width / 2}
        y={box.height / 2 + 4}
        anchor="middle"
        text={t("stage.fold", { count })}
      />
    </g>
  )
}
