import { clip } from "@forkscope/shared/names"
import { memo } from "react"
import { useTranslation } from "react-i18next"
import type { QueueNode, Waiter } from "../../scenes/stage/nodes.ts"
import { Badge } from "../parts/Badge.tsx"
import { Clipped } from "../parts/Clipped.tsx"
import { Pick } from "../parts/Pick.tsx"
import { Ring } from "../parts/Ring.tsx"
import { Feeders } from "./Feeders.tsx"
import { Moving } from "./Moving.tsx"
import "./queue.css"

interface Props {
  readonly node: QueueNode
  readonly isLeaving: boolean
}

/**
 * A queue: entrance left, exit right, one cell per place, and the waiting processes at both ends. Its items are drawn
 * on top by `Items`.
 */
export const QueueTube = memo(function QueueTube({ node, isLeaving }: Props) {
  const { t } = useTranslation("stage")
  const { box, tube, depth, maxsize, isBounded } = node
  const x = (value: number) => value - box.x
  const y = (value: number) => value - box.y
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
        <text className="fs-name" x={x(tube.x)} y={12}>
          {clip(node.name, node.name === node.call ? 24 : 12)}{" "}
          {node.name !== node.call && (
            <tspan className="fs-note fs-mono" dx={8}>
              {clip(node.call, 24 - Math.min(12, node.name.length))}
            </tspan>
          )}
        </text>{" "}
        <text className="fs-mono" x={x(tube.x + tube.width)} y={12} textAnchor="end">
          {bound}
        </text>{" "}
        <Tube node={node} x={x(tube.x)} y={y(tube.y)} />
        {node.cells.map(({ key, box: cell, isFilled }) => (
          <rect
            key={key}
            className={isFilled ? "fs-cell is-filled" : "fs-cell"}
            x={x(cell.x)}
            y={y(cell.y)}
            width={cell.width}
            height={cell.height}
            rx={4}
          />
        ))}
        {node.hidden && (
          <text
            className="fs-more"
            x={x(node.hidden.box.x) + node.hidden.box.width / 2}
            y={y(node.hidden.box.y) + 22}
            textAnchor="middle"
          >
            +{node.hidden.count}
          </text>
        )}{" "}
        <text className="fs-note" x={x(tube.x)} y={y(tube.y + tube.height) + 16}>
          {foot}
        </text>{" "}
        {fullness && (
          <text className="fs-lit" x={x(tube.x + tube.width)} y={y(tube.y + tube.height) + 16} textAnchor="end">
            {fullness}
          </text>
        )}
        <Badge of={node.badge} x={x(tube.x + tube.width)} y={y(tube.y)} />
      </Pick>
      <Feeders queue={node} x={x} y={y} />
      <Waiters of={node.putters} more={node.morePutters} x={x} y={y} verb="put" />
      <Waiters of={node.getters} more={node.moreGetters} x={x} y={y} verb="get" />
    </Moving>
  )
})

/** A queue without a bound has no end wall. */
function Tube({ node, x, y }: { node: QueueNode; x: number; y: number }) {
  const { width, height } = node.tube
  if (node.isBounded) return <rect className="fs-shape fs-tube" x={x} y={y} width={width} height={height} rx={10} />
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
  x(value: number): number
  y(value: number): number
}

function Waiters({ of, more, verb, x, y }: WaitersProps) {
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
          <rect className="fs-shape" x={x(box.x)} y={y(box.y)} width={box.width} height={box.height} rx={5} />
          <Clipped
            className="fs-mono"
            text={verb === "put" && value ? value.replace(/^(["'])(.*)\1$/, "$2") : label}
            room={countdown ? 5 : 7}
            x={x(box.x) + 8}
            y={y(box.y) + 15}
          />
          {countdown && <Ring of={countdown} x={x(box.x) + box.width - 12} y={y(box.y) + box.height / 2} />}
        </Pick>
      ))}
      {more > 0 && last && (
        <text className="fs-more" x={x(last.box.x) + 8} y={y(last.box.y) + last.box.height + 14}>
          +{more}
        </text>
      )}
    </>
  )
}
