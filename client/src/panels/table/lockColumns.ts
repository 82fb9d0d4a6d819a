import { fullNameOf, lockCall } from "@forkscope/shared/names"
import { type LockEntity, type World, waitingFor } from "@forkscope/shared/world"
import type { TFunction } from "i18next"
import { seconds } from "../../format/format.ts"
import { figureColumn, nameColumn, ownerColumn, textColumn } from "./columns.ts"
import type { Column } from "./VirtualTable.tsx"

export function lockColumns(t: TFunction): Column<LockEntity>[] {
  const holders = (lock: LockEntity, world: World) => lock.holders.map(({ proc }) => fullNameOf(world, proc)).join(", ")
  const waiting = ({ id }: LockEntity, world: World) => waitingFor(world, { kind: "lock", id }).length
  return [
    nameColumn(t, "lock"),
    textColumn("kind", t("lock.kind"), lockCall, 110),
    figureColumn("value", t("lock.value"), ({ value }) => value),
    textColumn("holders", t("lock.holders"), holders),
    figureColumn("waiting", t("lock.waiting"), waiting),
    figureColumn("acquires", t("lock.acquires"), ({ acquires }) => acquires),
    figureColumn("waited", t("lock.waited"), ({ waited }) => waited, {
      show: ({ waited }) => `${seconds(waited, 2)} s`,
    }),
    ownerColumn(t),
  ]
}
