import { clip } from "@forkscope/shared/names"
import { memo } from "react"
import { useTranslation } from "react-i18next"
import type { Present } from "../../motion/usePresent.ts"
import type { QueueNode, Waiter } from "../../scenes/stage/nodes.ts"
import { Badge } from "../parts/Badge.tsx"
import { Label, More } from "../parts/Label.tsx"
import { Pick } from "../parts/Pick.tsx"
import { Ring } from "../parts/Ring.tsx"
import { Feeders } from "./Feeders.tsx"
import { Moving } from "./Moving.tsx"
import "./queue.css"

/**
 * A queue: entrance left, exit right, one cell per place, and the waiting processes at both ends. Its items are drawn
 * on top by `Items`.
 */
export const QueueTube = memo(function QueueTube({ node, isLeaving }: Present<QueueNode>) {
  const { t } = useTranslation("stage")
  const { box, tube, depth, maxsize, isBounded } = node
  const right = tube.x + tube.width
  const bound = isBounded ? `${depth}/${maxsize}` : String(depth)
  const foot = [
    t("queue.maxsize", { maxsize }),
    node.unfinished !== null && t("queue.unfinished", { count: node.unfinished }),
    node.isClosed && t("queue.closed"),
  ]
    .filter(Boolean)
    .join(" · ")
  const fullness = node.isFull ? t("queue.full") : node.isEmpty ? t("queue.empty") : ""
  return (
    <Moving at={box} isLeaving={isLeaving}>
      <g transform={`translate(${-box.x} ${-box.y})`}>
        <Pick
          of={{ kind: "queue", id: node.id }}
          label={[
            node.name,
            node.name === node.call ? null : node.call,
            bound,
            node.hidden && `+${node.hidden.count}`,
            foot,
            fullness,
            t("queue.depth", { count: depth }),
          ]
            .filter(Boolean)
            .join(", ")}
          className={`fs-queue ${node.isFull ? "is-full" : ""}`}
        >
          <text className="fs-name" x={tube.x} y={box.y + 12}>
            {clip(node.name, node.name === node.call ? 24 : 12)}{" "}
            {node.name !== node.call && (
              <tspan className="fs-note fs-mono" dx={8}>
                {clip(node.call, 24 - Math.min(12, node.name.length))}
              </tspan>
            )}
          </text>{" "}
          <Label className="fs-mono" x={right} y={box.y + 12} anchor="end" text={bound} /> <Tube node={node} />
          {node.cells.map(({ key, box: cell, isFilled }) => (
            <rect key={key} className={isFilled ? "fs-cell is-filled" : "fs-cell"} {...cell} rx={4} />
          ))}
          {node.hidden && (
            <More
              count={node.hidden.count}
              x={node.hidden.box.x + node.hidden.box.width / 2}
              y={node.hidden.box.y + 22}
              anchor="middle"
            />
          )}{" "}
          <Label className="fs-note" x={tube.x} y={tube.y + tube.height + 16} text={foot} />{" "}
          {fullness && (
            <Label className="fs-lit" x={right} y={tube.y + tube.height + 16} anchor="end" text={fullness} />
          )}
          <Badge of={node.badge} x={right} y={tube.y} />
        </Pick>
        <Feeders queue={node} />
        <Waiters of={node.putters} more={node.morePutters} verb="put" />
        <Waiters of={node.getters} more={node.moreGetters} verb="get" />
      </g>
    </Moving>
  )
})

/** A queue without a bound has no end wall. */
function Tube({ node: { tube, isBounded } }: { node: QueueNode }) {
  if (isBounded) return <rect className="fs-shape fs-tube" {...tube} rx={10} />
  const { x, y, width, height } = tube
  const right = x + width
  const wall = `M${x} ${y}H${right - 10}Q${right} ${y} ${right} ${y + 10}V${y + height - 10}Q${right} ${y + height} ${right - 10} ${y + height}H${x}`
  return (
    <>
      <path className="fs-shape fs-tube" d={wall} />
      <path className="fs-tube-open" d={`M${x - 20} ${y}H${x}M${x - 20} ${y + height}H${x}`} />
    </>
  )
}

interface WaitersProps {
  readonly of: readonly Waiter[]
  readonly more: number
  readonly verb: "put" | "get"
}

function Waiters({ of, more, verb }: WaitersProps) {
  const { t } = useTranslation("stage")
  const last = of.at(-1)
  return (
    <>
      {of.map(({ key, proc, label, value, countdown, box }) => (
        <Pick
          key={key}
          of={{ kind: "process", id: proc }}
          label={`${label}: ${t(`queue.blocked.${verb}`, { value: value ?? "" })}`}
          className="fs-waiter is-waiting"
        >
          <rect className="fs-shape" {...box} rx={5} />
          <Label
            className="fs-mono"
            text={verb === "put" && value ? value.replace(/^(["'])(.*)\1$/, "$2") : label}
            room={countdown ? 5 : 7}
            x={box.x + 8}
            y={box.y + 15}
          />
          {countdown && <Ring of={countdown} x={box.x + box.width - 12} y={box.y + box.height / 2} />}
        </Pick>
      ))}
      {more > 0 && last && <More count={more} x={last.box.x + 8} y={last.box.y + last.box.height + 14} />}
    </>
  )
}
