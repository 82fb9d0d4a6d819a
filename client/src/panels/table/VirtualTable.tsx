import type { EntityRef, World } from "@forkscope/shared/world"
import { useVirtualizer } from "@tanstack/react-virtual"
import { type ReactNode, useMemo, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { Icon } from "../../parts/Icon.tsx"
import { usePage, useSession } from "../../store/hooks.ts"
import css from "./Table.module.css"

export interface Column<Row> {
  readonly id: string
  readonly title: string
  /** px; columns without a width share what remains. */
  readonly width?: number | undefined
  readonly isNumber?: boolean
  sortBy(row: Row, world: World): string | number
  show(row: Row, world: World): ReactNode
}

interface Props<Row> {
  kind: EntityRef["kind"]
  rows: readonly Row[]
  columns: readonly Column<Row>[]
  world: World
}

/** px; fixed, so that the height of rows outside the document is known. */
const ROW = 26

type Sort = { column: string; isDown: boolean } | null

function compare(a: string | number, b: string | number): number {
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b))
}

/** A sortable table that has only its visible rows in the document; spacer rows replace the others. */
export function VirtualTable<Row extends { readonly id: number }>({ kind, rows, columns, world }: Props<Row>) {
  const { t } = useTranslation()
  const [sort, setSort] = useState<Sort>(null)
  const scroller = useRef<HTMLElement>(null)
  const sorted = useMemo(() => {
    const column = columns.find(({ id }) => id === sort?.column)
    if (!column || !sort) return rows
    const sign = sort.isDown ? -1 : 1
    return rows.toSorted((a, b) => sign * compare(column.sortBy(a, world), column.sortBy(b, world)) || a.id - b.id)
  }, [rows, columns, sort, world])
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
  })
  const items = virtual.getVirtualItems()
  const before = items[0]?.start ?? 0
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable table has to be reachable with the keyboard
    <section className={css.scroller} ref={scroller} tabIndex={0} aria-label={t("tabs.table")}>
      <table className={css.table} aria-label={t(`table.${kind}`)} aria-rowcount={sorted.length + 1}>
        <colgroup>
          {columns.map(({ id, width }) => (
            <col key={id} style={width === undefined ? undefined : { width }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <Heading key={column.id} column={column} sort={sort} onSort={setSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr style={{ height: before }} />}
          {items.map(({ index }) => {
            const row = sorted[index]
            return row && <Line key={row.id} place={index + 2} {...{ row, kind, columns, world }} />
          })}
          {after > 0 && <tr style={{ height: after }} />}
        </tbody>
      </table>
      {rows.length === 0 && <p className={css.none}>{t(`table.no.${kind}`)}</p>}
    </section>
  )
}

interface HeadingProps<Row> {
  column: Column<Row>
  sort: Sort
  onSort(sort: Sort): void
}

/** A click sorts ascending, then descending, then not at all. */
function Heading<Row>({ column: { id, title, isNumber }, sort, onSort }: HeadingProps<Row>) {
  const isSorted = sort?.column === id
  const next = !isSorted ? { column: id, isDown: false } : sort.isDown ? null : { column: id, isDown: true }
  return (
    <th
      scope="col"
      aria-sort={isSorted ? (sort.isDown ? "descending" : "ascending") : "none"}
      className={isNumber ? css.number : undefined}
    >
      <button type="button" title={title} onClick={() => onSort(next)}>
        {title.charAt(0).toUpperCase() + title.slice(1)}
        {isSorted && <Icon name={sort.isDown ? "down" : "up"} size={10} />}
      </button>
    </th>
  )
}

interface LineProps<Row> extends Omit<Props<Row>, "rows"> {
  row: Row
  place: number
}

function Line<Row extends { readonly id: number }>({ row, place, kind, columns, world }: LineProps<Row>) {
  const session = useSession()
  const isSelected = usePage(({ selected }) => selected?.kind === kind && selected.id === row.id)
  return (
    <tr
      aria-rowindex={place}
      data-selected={isSelected || undefined}
      className={css.line}
      onClick={() => session.select({ kind, id: row.id })}
    >
      {columns.map(({ id, isNumber, show }, column) => (
        <td key={id} className={isNumber ? css.number : undefined}>
          {column === 0 ? (
            <button type="button" className={css.name} aria-pressed={isSelected}>
              {show(row, world)}
            </button>
          ) : (
            show(row, world)
          )}
        </td>
      ))}
    </tr>
  )
}
