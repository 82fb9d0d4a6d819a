import { memo } from "react"
import { useTranslation } from "react-i18next"
import type { ResultNode } from "../../scenes/stage/nodes.ts"
import { Label } from "../parts/Label.tsx"
import { Pick } from "../parts/Pick.tsx"
import { Sign } from "../parts/Sign.tsx"
import { Moving } from "./Moving.tsx"

/** A finished task. An error is drawn as a sealed envelope until the program reads it. */
export const ResultTile = memo(function ResultTile({ node }: { node: ResultNode }) {
  const { t } = useTranslation("stage")
  const { width, height } = node.box
  const isSealed = node.state === "failed" && !node.isRead
  const word = t(isSealed ? "task.sealed" : `task.${node.state}`)
  return (
    <Moving at={node.box} isLeaving={false}>
      <Pick
        of={{ kind: "task", id: node.task }}
        label={[node.label, word, node.error].filter(Boolean).join(", ")}
        className={`fs-result is-${node.state} ${isSealed ? "is-sealed" : ""}`}
      >
        <rect className="fs-shape" width={width} height={height} rx={6} />
        {isSealed && <path className="fs-flap" d={`M2 2 ${width / 2} ${height * 0.62} ${width - 2} 2Z`} />}
        <Label
          className="fs-mono"
          x={node.state === "cancelled" ? width / 2 : (width - 12) / 2}
          y={18}
          anchor="middle"
          text={node.label}
        />
        {node.state !== "cancelled" && <Sign of={node.state} x={width - 15} y={8} />}
      </Pick>
    </Moving>
  )
})
