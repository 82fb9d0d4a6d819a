import { clip } from "@forkscope/shared/names"
import { memo } from "react"
import { useTranslation } from "react-i18next"
import type { Present } from "../../motion/usePresent.ts"
import type { PipeNode } from "../../scenes/stage/nodes.ts"
import { Badge } from "../parts/Badge.tsx"
import { Label } from "../parts/Label.tsx"
import { Pick } from "../parts/Pick.tsx"
import { Moving } from "./Moving.tsx"
import "./shared.css"

/** A pipe: a tube with one end for each side, and its number of messages. */
export const PipeTube = memo(function PipeTube({ node, isLeaving }: Present<PipeNode>) {
  const { t } = useTranslation("stage")
  const { box, tube, name, isDuplex, inside, sent, received, leftEnd } = node
  const y = tube.y - box.y
  const counts = t("pipe.counts", { sent, received })
  const kind = t(isDuplex ? "pipe.duplex" : "pipe.oneWay")
  const middle = y + tube.height / 2
  return (
    <Moving at={box} isLeaving={isLeaving}>
      <Pick
        of={{ kind: "pipe", id: node.id }}
        label={[name, kind, counts, t("pipe.inside", { count: inside })].join(", ")}
        className="fs-pipe"
      >
        <Label className="fs-name" x={0} y={12} text={clip(name, 13)} />{" "}
        <Label className="fs-note" x={tube.width} y={12} anchor="end" text={kind} />{" "}
        <rect className="fs-shape fs-tube" x={0} y={y} width={tube.width} height={tube.height} rx={tube.height / 2} />
        <End number={leftEnd} x={16} y={middle} />
        <End number={leftEnd === 0 ? 1 : 0} x={tube.width - 16} y={middle} />
        <path className="fs-pipe-way" d={wayOf(tube.width, middle, isDuplex)} />
        {inside > 0 && (
          <>
            <rect className="fs-pipe-count" x={tube.width / 2 - 20} y={middle - 10} width={40} height={20} rx={10} />
            <Label className="fs-mono fs-item-text" x={tube.width / 2} y={middle + 4} anchor="middle" text={inside} />
          </>
        )}{" "}
        <Label className="fs-note" x={0} y={y + tube.height + 15} text={counts} />
        <Badge of={node.badge} x={tube.width - 4} y={y + tube.height} />
      </Pick>
    </Moving>
  )
})

function End({ number, x, y }: { number: number; x: number; y: number }) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <circle className="fs-pipe-end" r={9} />
      <Label className="fs-mono fs-pipe-number" y={4} anchor="middle" text={number} />{" "}
    </g>
  )
}

/** A line from end to end, with an arrowhead where messages come out. */
function wayOf(width: number, y: number, isDuplex: boolean): string {
  const [from, to] = [30, width - 30]
  const head = `M${to - 5} ${y - 4}L${to} ${y}L${to - 5} ${y + 4}`
  const back = isDuplex ? `M${from + 5} ${y - 4}L${from} ${y}L${from + 5} ${y + 4}` : ""
  return `M${from} ${y}H${to}${head}${back}`
}
