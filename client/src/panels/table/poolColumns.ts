import { poolCall } from "@forkscope/shared/names"
import type { PoolEntity } from "@forkscope/shared/world"
import type { TFunction } from "i18next"
import { figureColumn, nameColumn, ownerColumn, textColumn } from "./columns.ts"
import type { Column } from "./VirtualTable.tsx"

export function poolColumns(t: TFunction): Column<PoolEntity>[] {
  const state = (pool: PoolEntity) =>
    t(`pool.state.${pool.isJoined ? "joined" : pool.isTerminated ? "terminated" : pool.isClosed ? "closed" : "open"}`)
  const busy = ({ slots }: PoolEntity) => slots.filter((slot) => slot.state === "busy").length
  return [
    nameColumn(t, "pool"),
    textColumn("kind", t("lock.kind"), poolCall, 150),
    textColumn("state", t("table.state"), state, 110),
    figureColumn("size", t("pool.size"), ({ size }) => size),
    figureColumn("busy", t("pool.slot.busy"), busy),
    figureColumn("backlog", t("pool.backlog"), ({ backlog, uncounted }) => backlog.length + uncounted),
    figureColumn("submitted", t("pool.submitted"), ({ submitted }) => submitted),
    figureColumn("finished", t("pool.finished"), ({ finished }) => finished),
    figureColumn("failed", t("state.failed"), ({ failed }) => failed),
    figureColumn("unread", t("pool.unread"), ({ unreadErrors }) => unreadErrors),
    ownerColumn(t),
  ]
}
