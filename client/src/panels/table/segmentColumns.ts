import { fullNameOf } from "@forkscope/shared/names"
import type { SegmentEntity, World } from "@forkscope/shared/world"
import type { TFunction } from "i18next"
import { memoryOfBytes } from "../../format/format.ts"
import { usersOfSegment } from "../../scenes/stage/segmentNode.ts"
import { figureColumn, nameColumn, ownerColumn, textColumn } from "./columns.ts"
import type { Column } from "./VirtualTable.tsx"

export function segmentColumns(t: TFunction): Column<SegmentEntity>[] {
  const users = (segment: SegmentEntity, world: World) =>
    usersOfSegment(world, segment)
      .map((proc) => fullNameOf(world, proc))
      .join(", ")
  return [
    nameColumn(t, "segment"),
    figureColumn("size", t("segment.size"), ({ size }) => size, { show: ({ size }) => memoryOfBytes(size) }),
    textColumn("users", t("segment.users"), users),
    textColumn("state", t("table.state"), ({ isUnlinked }) => (isUnlinked ? t("segment.unlinked") : "")),
    ownerColumn(t),
  ]
}
