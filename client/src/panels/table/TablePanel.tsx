import { useState } from "react"
import { useTranslation } from "react-i18next"
import { useCalmWorld } from "../../store/hooks.ts"
import { lockColumns } from "./lockColumns.tsx"
import { pipeColumns } from "./pipeColumns.tsx"
import { poolColumns } from "./poolColumns.tsx"
import { processColumns, processRows } from "./processColumns.tsx"
import { queueColumns } from "./queueColumns.tsx"
import css from "./Table.module.css"
import { VirtualTable } from "./VirtualTable.tsx"

const SECTIONS = ["processes", "queues", "pools", "locks", "pipes"] as const

/** Everything in the picture as tables of text and figures. */
export default function TablePanel() {
  const { t } = useTranslation()
  const world = useCalmWorld(500)
  const [section, setSection] = useState<(typeof SECTIONS)[number]>("processes")
  const counts = {
    processes: Object.keys(world.processes).length,
    queues: Object.keys(world.queues).length,
    pools: Object.keys(world.pools).length,
    locks: Object.keys(world.locks).length,
    pipes: Object.keys(world.pipes).length,
  }
  return (
    <div className={css.panel}>
      <fieldset className={css.sections} aria-label={t("table.section")}>
        {SECTIONS.map((one) => (
          <button key={one} type="button" aria-pressed={one === section} onClick={() => setSection(one)}>
            {t(`table.${one}`)} <span className="quiet">{counts[one]}</span>
          </button>
        ))}
      </fieldset>
      {section === "processes" && (
        <VirtualTable
          key="processes"
          kind="process"
          rows={processRows(world)}
          columns={processColumns(t)}
          world={world}
        />
      )}
      {section === "queues" && (
        <VirtualTable
          key="queues"
          kind="queue"
          rows={Object.values(world.queues)}
          columns={queueColumns(t)}
          world={world}
        />
      )}
      {section === "pools" && (
        <VirtualTable
          key="pools"
          kind="pool"
          rows={Object.values(world.pools)}
          columns={poolColumns(t)}
          world={world}
        />
      )}
      {section === "locks" && (
        <VirtualTable
          key="locks"
          kind="lock"
          rows={Object.values(world.locks)}
          columns={lockColumns(t)}
          world={world}
        />
      )}
      {section === "pipes" && (
        <VirtualTable
          key="pipes"
          kind="pipe"
          rows={Object.values(world.pipes)}
          columns={pipeColumns(t)}
          world={world}
        />
      )}
    </div>
  )
}
