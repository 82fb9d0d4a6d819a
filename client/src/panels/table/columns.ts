import { nameOf } from "@forkscope/shared/names"
import type { EntityRef, World } from "@forkscope/shared/world"
import type { TFunction } from "i18next"
import type { Column } from "./VirtualTable.tsx"

/** px of a column of figures. */
const FIGURE = 88

/** A column that shows what it is sorted by. */
export function textColumn<Row>(id: string, title: string, of: Column<Row>["sortBy"], width?: number): Column<Row> {
  return { id, title, width, sortBy: of, show: of }
}

/** A right-aligned column; `show` is for figures that have a unit or may be unknown. */
export function figureColumn<Row>(
  id: string,
  title: string,
  of: Column<Row>["sortBy"],
  { width = FIGURE, show = of }: Partial<Pick<Column<Row>, "width" | "show">> = {},
): Column<Row> {
  return { id, title, width, isNumber: true, sortBy: of, show }
}

/** The entity's own name, the first column of every table. */
export function nameColumn<Row extends { readonly id: number }>(t: TFunction, kind: EntityRef["kind"]): Column<Row> {
  return textColumn("name", t("table.name"), ({ id }, world) => nameOf(world, { kind, id }))
}

/** The process that made the entity. */
export function ownerColumn<Row extends { readonly owner: number }>(t: TFunction): Column<Row> {
  return textColumn("owner", t("inspector.madeBy"), ({ owner }: Row, world: World) =>
    nameOf(world, { kind: "process", id: owner }),
  )
}
