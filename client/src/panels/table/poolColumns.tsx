import { nameOf, poolCall } from "@forkscope/shared/names"
import type { PoolEntity, World } from "@forkscope/shared/world"
import type { TFunction } from "i18next"
import type { Column } from "./VirtualTable.tsx"

export function poolColumns(t: TFunction): Column<PoolEntity>[] {
  const name = ({ id }: PoolEntity, world: World) => nameOf(world, { kind: "pool", id })
  const owner = (pool: PoolEntity, world: World) => nameOf(world, { kind: "process", id: pool.owner })
  const state = (pool: PoolEntity) =>
    t(`pool.state.${pool.isJoined ? "joined" : pool.isTerminated ? "terminated" : pool.isClosed ? "closed" : "open"}`)
  const number = (id: string, title: string, of: (pool: PoolEntity) => number): Column<PoolEntity> => ({
    id,
    title,
    width: 88,
    isNumber: true,
    sortBy: of,
    show: of,
  })
  return [
    { id: "name", title: t("table.name"), sortBy: name, show: name },
    { id: "kind", title: t("lock.kind"), width: 150, sortBy: poolCall, show: poolCall },
    { id: "state", title: t("table.state"), width: 110, sortBy: state, show: state },
    number("size", t("pool.size"), ({ size }) => size),
    number("busy", t("pool.slot.busy"), ({ slots }) => slots.filter((slot) => slot.state === "busy").length),
    number("backlog", t("pool.backlog"), ({ backlog, uncounted }) => backlog.length + uncounted),
    number("submitted", t("pool.submitted"), ({ submitted }) => submitted),
    number("finished", t("pool.finished"), ({ finished }) => finished),
    number("failed", t("state.failed"), ({ failed }) => failed),
    number("unread", t("pool.unread"), ({ unreadErrors }) => unreadErrors),
    { id: "owner", title: t("inspector.madeBy"), sortBy: owner, show: owner },
  ]
}
