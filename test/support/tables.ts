import type { World } from "@forkscope/shared/world"
import { createInstance } from "i18next"
import ui from "../../client/src/i18n/en/ui.json" with { type: "json" }
import { lockColumns } from "../../client/src/panels/table/lockColumns.ts"
import { pipeColumns } from "../../client/src/panels/table/pipeColumns.ts"
import { poolColumns } from "../../client/src/panels/table/poolColumns.ts"
import { queueColumns } from "../../client/src/panels/table/queueColumns.ts"
import type { Column } from "../../client/src/panels/table/VirtualTable.tsx"

const texts = createInstance({ lng: "en", ns: "ui", defaultNS: "ui", resources: { en: { ui } } })
void texts.init()
const { t } = texts

/** The figures of one column of a table, as `figures`. */
function column<Row>(columns: readonly Column<Row>[], rows: readonly Row[], title: string, world: World): number[] {
  const found = columns.find((one) => one.title.toLowerCase() === title.toLowerCase())
  if (!found) throw new Error(`Expected a column ${title}, got ${columns.map((one) => one.title)}`)
  return rows.map((row) => Number(found.sortBy(row, world)))
}

const TABLES = {
  Queues: (title: string, world: World) => column(queueColumns(t), Object.values(world.queues), title, world),
  Pools: (title: string, world: World) => column(poolColumns(t), Object.values(world.pools), title, world),
  Locks: (title: string, world: World) => column(lockColumns(t), Object.values(world.locks), title, world),
  Pipes: (title: string, world: World) => column(pipeColumns(t), Object.values(world.pipes), title, world),
}

/** The figures that the page's table with this heading has in a column, one for each row, without the page. */
export const figuresIn = (
  world: World,
  { section, column: title }: { section: keyof typeof TABLES; column: string },
): number[] => TABLES[section](title, world)
