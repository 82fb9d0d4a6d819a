import { clip } from "@forkscope/shared/names"
import { memo } from "react"
import { useTranslation } from "react-i18next"
import { memoryOfBytes } from "../../format/format.ts"
import type { Present } from "../../motion/usePresent.ts"
import type { SegmentNode } from "../../scenes/stage/nodes.ts"
import { Badge } from "../parts/Badge.tsx"
import { Label } from "../parts/Label.tsx"
import { Pick } from "../parts/Pick.tsx"
import { Moving } from "./Moving.tsx"
import "./shared.css"

/** A segment of shared memory. The processes that have it are drawn left of it. */
export const SegmentBox = memo(function SegmentBox({ node, isLeaving }: Present<SegmentNode>) {
  const { t } = useTranslation("stage")
  const { box, name, size, isUnlinked, users } = node
  const second = isUnlinked ? `${memoryOfBytes(size)}, ${t("segment.unlinked")}` : memoryOfBytes(size)
  return (
    <Moving at={box} isLeaving={isLeaving}>
      <Pick
        of={{ kind: "segment", id: node.id }}
        label={[name, t("segment.memory"), second, t("segment.users", { count: users })].join(", ")}
        className="fs-lock is-free"
      >
        <rect className="fs-shape fs-box" width={box.width} height={box.height} rx={8} />
        <MemorySign />
        <Label className="fs-name" x={32} y={18} text={clip(name, 14)} />{" "}
        <Label className="fs-mono fs-second" text={second} room={15} x={32} y={35} advance={6.9} />
        <Badge of={node.badge} x={box.width - 2} y={2} />
      </Pick>
    </Moving>
  )
})

/** Rows of cells. */
function MemorySign() {
  return (
    <g className="fs-lock-sign" transform="translate(9 13)">
      <rect x={2} y={1.5} width={12} height={15} rx={1.5} />
      <path d="M2 6.5H14M2 11.5H14M8 1.5V16.5" />
    </g>
  )
}
