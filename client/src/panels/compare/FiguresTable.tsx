import { type FigureRow, type Figures, ratioOf, rowsFor } from "@forkscope/shared/history"
import { useTranslation } from "react-i18next"
import { memory, number, seconds } from "../../format/format.ts"
import { Icon } from "../../parts/Icon.tsx"
import css from "./Compare.module.css"
import { SideMark } from "./SideMark.tsx"

const SOURCES = ["measured", "told"] as const

const UNITS: Record<FigureRow["unit"], (value: number) => string> = {
  time: (micros) => `${seconds(micros, 2)} s`,
  memory,
  count: number,
  rate: (rate) => `${number(rate, rate < 100 ? 1 : 0)}/s`,
}

/** The figures of both runs line by line: first those measured by the kernel, then those reported by the program. */
export function FiguresTable({ a, b }: { a: Figures; b: Figures }) {
  const { t } = useTranslation()
  const rows = rowsFor(a, b)
  const isBundled = rows.some(({ id }) => id === "calls")
  return (
    <table className={css.figures} aria-label={t("compare:figures")}>
      <thead>
        <tr>
          <td />
          <th scope="col">
            <SideMark place={0} />
          </th>
          <th scope="col">
            <SideMark place={1} />
          </th>
          <th scope="col" title={t("compare:ratioHint")}>
            {t("compare:ratio")}
          </th>
        </tr>
      </thead>
      {SOURCES.filter((source) => rows.some((row) => row.source === source)).map((source) => (
        <tbody key={source}>
          <tr>
            <th scope="rowgroup" colSpan={4} className={css.source}>
              {t(`compare:${source}`)}
            </th>
          </tr>
          {rows
            .filter((row) => row.source === source)
            .map((row) => (
              <Line
                key={row.id}
                row={row}
                name={t(`compare:row.${row.id === "taskRate" && isBundled ? "callRate" : row.id}`)}
                a={a}
                b={b}
              />
            ))}
        </tbody>
      ))}
    </table>
  )
}

function Line({ row, name, a, b }: { row: FigureRow; name: string; a: Figures; b: Figures }) {
  const { t } = useTranslation()
  const { factor, greater, better } = ratioOf(row, a, b)
  return (
    <tr data-row={row.id}>
      <th scope="row" className={row.isPart ? css.part : undefined}>
        {name}
      </th>
      <Figure row={row} of={a} isBetter={better === 0} />
      <Figure row={row} of={b} isBetter={better === 1} />
      <td>
        {greater !== null && factor !== null && (
          <>
            <SideMark place={greater} /> {number(factor, factor < 9.95 ? 1 : 0)}×
          </>
        )}
        {greater === null && factor !== null && <span className={css.unknown}>{t("compare:same")}</span>}
      </td>
    </tr>
  )
}

function Figure({ row, of, isBetter }: { row: FigureRow; of: Figures; isBetter: boolean }) {
  const { t } = useTranslation()
  const value = row.of(of)
  if (value === null) {
    return (
      <td>
        <span className={css.unknown}>{t("compare:unknown")}</span>
      </td>
    )
  }
  return (
    <td className={isBetter ? css.better : undefined}>
      {isBetter && (
        <>
          <Icon name="check" size={12} />
          <span className="hidden">{t("compare:better")} </span>
        </>
      )}
      {row.id === "waited" && of.waits?.isLeast && "≥ "}
      {UNITS[row.unit](value)}
    </td>
  )
}
