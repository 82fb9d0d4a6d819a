import { memo } from "react"
import type { TicketNode } from "../../scenes/stage/nodes.ts"
import { Label } from "../parts/Label.tsx"
import { Pick } from "../parts/Pick.tsx"
import { Moving } from "./Moving.tsx"

/** A task that is waiting for a slot. */
export const Ticket = memo(function Ticket({ node }: { node: TicketNode }) {
  return (
    <Moving at={node.box} isLeaving={false}>
      <Pick of={{ kind: "task", id: node.task }} label={node.label} className="fs-ticket">
        <rect className="fs-shape" width={node.box.width} height={node.box.height} rx={6} />
        <Label className="fs-mono" x={node.box.width / 2} y={18} anchor="middle" text={node.label} />
      </Pick>
    </Moving>
  )
})
