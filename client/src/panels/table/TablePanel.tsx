import type { EntityRef, World } from "@forkscope/shared/world"
import type { TFunction } from "i18next"
import { type ReactNode, useState } from "react"
import { useTranslation } from "react-i18next"
import { useCalmWorld } from "../../store/hooks.ts"
import { lockColumns } from "./lockColumns.ts"
import { pipeColumns } from "./pipeColumns.ts"
import { poolColumns } from "./poolColumns.ts"
import { processColumns, processRows } from "./processColumns.tsx"
import { queueColumns } from "./queueColumns.ts"
import { segmentColumns } from "./segmentColumns.ts"
import css from "./Table.module.css"
import { type Column, VirtualTable } from "./VirtualTable.tsx"

type Section = (world: World, t: TFunction) => ReactNode

/** A table with a row for each entity of a kind. */
function section<Row extends { readonly id: number }>(
  kind: EntityRef["kind"],
  rowsOf: (world: World) => readonly Row[],
  columnsOf: (t: TFunction) => readonly Column<Row>[],
): Section {
  return (world, t) => <VirtualTable key={kind} kind={kind} rows={rowsOf(world)} columns={columnsOf(t)} world={world} />
}

const SECTIONS = {
  processes: section("process", processRows, processColumns),
  queues: section("queue", ({ queues }) => Object.values(queues), queueColumns),
  pools: section("pool", ({ pools }) => Object.values(pools), poolColumns),
  locks: section("lock", ({ locks }) => Object.values(locks), lockColumns),
  pipes: section("pipe", ({ pipes }) => Object.values(pipes), pipeColumns),
  segments: section("segment", ({ segments }) => Object.values(segments), segmentColumns),
}
const NAMES = Object.keys(SECTIONS) as (keyof typeof SECTIONS)[]

/** Everything in the picture as tables of text and figures. */
export default function TablePanel() {
  const { t } = useTranslation()
  const world = useCalmWorld(500)
  const [chosen, setChosen] = useState<keyof typeof SECTIONS>("processes")
  return (
    <div className={css.panel}>
      <fieldset className={css.sections} aria-label={t("table.section")}>
        {NAMES.map((name) => (
          <button key={name} type="button" aria-pressed={name === chosen} onClick={() => setChosen(name)}>
            {t(`table.${name}`)} <span className="quiet">{Object.keys(world[name]).length}</span>
          </button>
        ))}
      </fieldset>
      {SECTIONS[chosen](world, t)}
    </div>
  )
}
