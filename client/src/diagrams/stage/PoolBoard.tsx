import { memo } from "react"
import { useTranslation } from "react-i18next"
import type { Present } from "../../motion/usePresent.ts"
import type { PoolNode } from "../../scenes/stage/nodes.ts"
import { Badge } from "../parts/Badge.tsx"
import { Label, More } from "../parts/Label.tsx"
import { Pick } from "../parts/Pick.tsx"
import { Fold } from "./Fold.tsx"
import { Moving } from "./Moving.tsx"
import "./pool.css"
import { ResultTile } from "./ResultTile.tsx"
import { SlotBox } from "./SlotBox.tsx"
import { Ticket } from "./Ticket.tsx"

/** A pool, from left to right: waiting tasks, slots, results. */
export const PoolBoard = memo(function PoolBoard({ node, isLeaving }: Present<PoolNode>) {
  const { t } = useTranslation("stage")
  const { box, title, titleWidth, slots, foldedSlots, unreadErrors } = node
  const ends = node.isTerminated ? "terminated" : node.isJoined ? "joined" : null
  const summary = t("pool.summary", { submitted: node.submitted, finished: node.finished })
  const isLong = widthOf(node.call + (ends ? `   ${t(`pool.${ends}`)}` : "")) + widthOf(summary) > titleWidth
  const callY = isLong ? title.y - 17 : title.y
  return (
    <Moving at={box} isLeaving={isLeaving}>
      <g transform={`translate(${-box.x} ${-box.y})`}>
        <Pick
          of={{ kind: "pool", id: node.id }}
          label={[
            node.name,
            node.call,
            ends && t(`pool.${ends}`),
            summary,
            unreadErrors > 0 && t("pool.unread", { count: unreadErrors }),
          ]
            .filter(Boolean)
            .join(", ")}
          className="fs-pool"
        >
          <rect
            className="fs-shape fs-hit"
            x={title.x - 8}
            y={callY - 18}
            width={titleWidth + 16}
            height={26 + title.y - callY}
            rx={6}
          />
          <text className="fs-name" x={title.x} y={callY}>
            {node.call}{" "}
            {ends && (
              <tspan className="fs-note" dx={8}>
                {t(`pool.${ends}`)}
              </tspan>
            )}
          </text>{" "}
          <Label
            className="fs-note"
            x={isLong ? title.x : title.x + titleWidth}
            y={title.y}
            anchor={isLong ? "start" : "end"}
            text={summary}
          />
          <Badge of={node.badge} x={title.x - 14} y={callY - 5} />
        </Pick>
        <Backlog node={node} />
        {slots.map((slot) => (
          <SlotBox key={slot.key} node={slot} pool={node.id} />
        ))}
        {foldedSlots && <Fold node={foldedSlots} />}
        <Results node={node} />
      </g>
    </Moving>
  )
})

/** Estimated px of a text of 12 to 13 px: Chinese characters are as wide as they are high. */
const widthOf = (text: string) => [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 12.5 : 6.8), 0)

function Backlog({ node: { backlog, isClosed } }: { node: PoolNode }) {
  const { t } = useTranslation("stage")
  const { box, tickets, folded, waiting } = backlog
  const right = box.x + box.width
  return (
    <g>
      <Label className="fs-heading" x={box.x} y={box.y - 12} text={t("pool.backlog")} />
      <Label className="fs-note" x={right} y={box.y - 12} anchor="end" text={t("pool.waiting", { count: waiting })} />
      <rect className="fs-tray" {...box} rx={10} />
      {isClosed && <path className="fs-gate" d={`M${box.x} ${box.y + 12}V${box.y + box.height - 12}`} />}
      {tickets.map((ticket) => (
        <Ticket key={ticket.key} node={ticket} />
      ))}
      {folded && (
        <More count={folded.count} x={folded.box.x + folded.box.width / 2} y={folded.box.y + 18} anchor="middle" />
      )}
      {isClosed && <Label className="fs-note" x={box.x} y={box.y + box.height + 18} text={t("pool.closed")} />}
    </g>
  )
}

function Results({ node: { results, unreadErrors } }: { node: PoolNode }) {
  const { t } = useTranslation("stage")
  const { box, tiles, folded, count } = results
  return (
    <g>
      <Label className="fs-heading" x={box.x} y={box.y - 12} text={t("pool.results")} />
      <rect className="fs-tray is-open" {...box} rx={10} />
      <Label className="fs-note" x={box.x + box.width} y={box.y - 12} anchor="end" text={count} />
      {folded && (
        <More count={folded.count} x={folded.box.x + folded.box.width / 2} y={folded.box.y + 18} anchor="middle" />
      )}
      {tiles.map((tile) => (
        <ResultTile key={tile.key} node={tile} />
      ))}
      {unreadErrors > 0 && (
        <Label
          className="fs-alert"
          x={box.x}
          y={box.y + box.height + 18}
          text={t("pool.unread", { count: unreadErrors })}
        />
      )}
    </g>
  )
}
