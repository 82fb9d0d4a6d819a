import type { EntityRef, World } from "@forkscope/shared/world"
import { useVirtualizer } from "@tanstack/react-virtual"
import { type ReactNode, useMemo, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { usePage, useSession } from "../../store/hooks.ts"
import { Icon } from "../parts/Icon.tsx"
import css from "./Table.module.css"

export interface Column<Row> {
  readonly id: string
  readonly title: string
  /** A grid track, e.g. `90px` or `minmax(80px, 1fr)`. */
  readonly width: string
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

const ROW = 26

function compare(a: string | number, b: string | number): number {
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b))
}

/** A sortable table of which only the rows in sight are in the document. */
export function VirtualTable<Row extends { readonly id: number }>({ kind, rows, columns, world }: Props<Row>) {
  const { t } = useTranslation()
  const session = useSession()
  const selected = usePage((page) => (page.selected?.kind === kind ? page.selected.id : null))
  const [sort, setSort] = useState<{ column: string; isDown: boolean } | null>(null)
  const scroller = useRef<HTMLDivElement>(null)
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
  const onSort = (column: string) =>
    setSort((now) =>
      now?.column !== column ? { column, isDown: false } : now.isDown ? null : { column, isDown: true },
    )
  const grid = { gridTemplateColumns: columns.map(({ width }) => width).join(" ") }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling table has to be reachable with the keyboard
    <div className={css.scroller} ref={scroller} tabIndex={0} role="region" aria-label={t("tabs.table")}>
      {/* biome-ignore-start lint/a11y/useSemanticElements: rows that are placed by hand cannot be table rows */}
      <div className={css.table} role="table" aria-label={t(`table.${kind}`)} aria-rowcount={sorted.length + 1}>
        <div role="rowgroup" className={css.head}>
          <div role="row" className={css.row} style={grid} aria-rowindex={1}>
            {columns.map(({ id, title, isNumber }) => {
              const isSorted = sort?.column === id
              return (
                <div
                  key={id}
                  role="columnheader"
                  aria-sort={isSorted ? (sort.isDown ? "descending" : "ascending") : "none"}
                  className={isNumber ? css.number : undefined}
                >
                  <button type="button" onClick={() => onSort(id)}>
                    {title}
                    {isSorted && <Icon name={sort.isDown ? "down" : "up"} size={10} />}
                  </button>
                </div>
              )
            })}
          </div>
        </div>
        <div role="rowgroup" className={css.body} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = sorted[index]
            if (!row) return null
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the button in its first cell does the same
              <div
                key={row.id}
                role="row"
                aria-rowindex={index + 2}
                data-selected={row.id === selected || undefined}
                className={`${css.row} ${css.item}`}
                style={{ ...grid, transform: `translateY(${start}px)` }}
                onClick={() => session.select({ kind, id: row.id })}
              >
                {columns.map(({ id, isNumber, show }, place) => (
                  <div key={id} role="cell" className={isNumber ? css.number : undefined}>
                    {place === 0 ? (
                      <button type="button" className={css.name} aria-pressed={row.id === selected}>
                        {show(row, world)}
                      </button>
                    ) : (
                      show(row, world)
                    )}
                  </div>
                ))}
              </div>
            )
          })}
        </div>
      </div>
      {/* biome-ignore-end lint/a11y/useSemanticElements: as above */}
      {rows.length === 0 && <p className={css.none}>{t(`table.no.${kind}`)}</p>}
    </div>
  )
}
