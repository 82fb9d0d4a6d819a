import { memo } from "react"
import { TRAVEL } from "../../motion/ease.ts"
import { usePresent } from "../../motion/usePresent.ts"
import { useRoute } from "../../motion/useRoute.ts"
import { centreOf, type Point } from "../../scenes/geometry.ts"
import type { ItemNode, QueueNode } from "../../scenes/stage/nodes.ts"
import { Label } from "../parts/Label.tsx"

/** The items of a queue: each moves in along its producer's edge and out along its consumer's. */
export function Items({ queue }: { queue: QueueNode }) {
  const items = usePresent(queue.items, TRAVEL)
  return (
    <g>
      {items.map(({ node, isLeaving }) => (
        <Item key={node.key} node={node} goesBy={isLeaving ? (queue.departures[node.key] ?? []) : null} />
      ))}
    </g>
  )
}

const Item = memo(function Item({ node, goesBy }: { node: ItemNode; goesBy: readonly Point[] | null }) {
  const { width, height } = node.box
  const ref = useRoute(centreOf(node.box), node.cameBy, goesBy)
  const isGoing = goesBy !== null
  return (
    <g ref={ref} className={isGoing ? "fs-item is-going" : "fs-item"}>
      <rect
        className="fs-item-shape"
        x={-width / 2}
        y={isGoing ? -11 : -height / 2}
        width={width}
        height={isGoing ? 22 : height}
        rx={4}
      />
      <Label className="fs-mono fs-item-text" y={4} anchor="middle" text={node.value} />
    </g>
  )
})
