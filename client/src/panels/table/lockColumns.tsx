import { fullNameOf, lockCall, nameOf } from "@forkscope/shared/names"
import { type LockEntity, type World, waitingFor } from "@forkscope/shared/world"
import type { TFunction } from "i18next"
import { seconds } from "../../format/format.ts"
import type { Column } from "./VirtualTable.tsx"

export function lockColumns(t: TFunction): Column<LockEntity>[] {
  const name = ({ id }: LockEntity, world: World) => nameOf(world, { kind: "lock", id })
  const owner = (lock: LockEntity, world: World) => nameOf(world, { kind: "process", id: lock.owner })
  const holders = (lock: LockEntity, world: World) => lock.holders.map(({ proc }) => fullNameOf(world, proc)).join(", ")
  const waiting = ({ id }: LockEntity, world: World) => waitingFor(world, { kind: "lock", id }).length
  return [
    { id: "name", title: t("table.name"), sortBy: name, show: name },
    { id: "kind", title: t("lock.kind"), width: 110, sortBy: lockCall, show: lockCall },
    {
      id: "value",
      title: t("lock.value"),
      width: 88,
      isNumber: true,
      sortBy: ({ value }) => value,
      show: ({ value }) => value,
    },
    { id: "holders", title: t("lock.holders"), sortBy: holders, show: holders },
    { id: "waiting", title: t("lock.waiting"), width: 88, isNumber: true, sortBy: waiting, show: waiting },
    {
      id: "acquires",
      title: t("lock.acquires"),
      width: 88,
      isNumber: true,
      sortBy: ({ acquires }) => acquires,
      show: ({ acquires }) => acquires,
    },
    {
      id: "waited",
      title: t("lock.waited"),
      width: 88,
      isNumber: true,
      sortBy: ({ waited }) => waited,
      show: ({ waited }) => `${seconds(waited, 2)} s`,
    },
    { id: "owner", title: t("inspector.madeBy"), sortBy: owner, show: owner },
  ]
}
