import { nameOf } from "@forkscope/shared/names"
import type { World } from "@forkscope/shared/world"
import type { CSSProperties } from "react"
import { useTranslation } from "react-i18next"
import { Button } from "../../parts/Button.tsx"
import { StateSign } from "../../parts/State.tsx"
import type { Arrow, ArrowState } from "../../scenes/code/arrows.ts"
import { processColour } from "../../theme/processColours.ts"
import { arrowText, groupText, stateText, whoText } from "./arrowText.ts"
import css from "./Code.module.css"

interface Props {
  world: World
  arrows: readonly Arrow[]
  /** The run's time, µs. */
  now: number
  isSelected: boolean
  /** Px from the top of the file. */
  top: number
  onOpen(): void
}

/** Dots of a group; each has the colour of one process. */
const DOTS = 4

/** The arrow at a line: the state of one thread, or the number of threads. */
export function ArrowChip({ world, arrows, now, isSelected, top, onOpen }: Props) {
  const { t } = useTranslation()
  const [first] = arrows
  if (!first) return null
  const isGroup = arrows.length > 1
  const state = stateOfAll(arrows)
  const name = first.thread ?? nameOf(world, { kind: "process", id: first.proc })
  const pid = String(world.processes[first.proc]?.pid)
  return (
    <Button
      look="plain"
      className={css.chip ?? ""}
      data-state={state}
      data-group={isGroup || undefined}
      aria-pressed={isSelected}
      aria-label={isGroup ? groupText(t, arrows) : arrowText(t, world, first, now)}
      style={{ top, "--process": processColour(first.proc) } as CSSProperties}
      hint={<Hint world={world} arrows={arrows} now={now} />}
      onClick={onOpen}
    >
      <StateSign state={state} className={css.sign} />
      {isGroup ? (
        <>
          <Dots arrows={arrows} />
          <b>×{arrows.length}</b>
        </>
      ) : (
        <>
          <span className={css.chipName}>{name}</span>
          {name !== pid && <span className={css.chipPid}>{pid}</span>}
        </>
      )}
    </Button>
  )
}

/** Lists the threads at the line. */
function Hint({ world, arrows, now }: Pick<Props, "world" | "arrows" | "now">) {
  const { t } = useTranslation()
  return (
    <span className={css.hint}>
      {arrows.slice(0, 12).map((arrow) => (
        <span key={arrow.key}>
          <Dots arrows={[arrow]} /> {whoText(t, world, arrow)}: {stateText(t, arrow, now)}
        </span>
      ))}
      {arrows.length > 12 && <span>{t("code:more", { count: arrows.length - 12 })}</span>}
    </span>
  )
}

/** The colours of the arrows' processes. */
export function Dots({ arrows }: { arrows: readonly Pick<Arrow, "proc">[] }) {
  const processes = [...new Set(arrows.map(({ proc }) => proc))]
  return (
    <span className={css.dots} aria-hidden="true">
      {processes.slice(0, DOTS).map((proc) => (
        <i key={proc} style={{ background: processColour(proc) }} />
      ))}
    </span>
  )
}

/** The most active state of the arrows: running comes before ready, waiting and stopped. */
function stateOfAll(arrows: readonly Arrow[]): ArrowState {
  const order: readonly ArrowState[] = ["running", "ready", "waiting", "stopped"]
  return order.find((state) => arrows.some((arrow) => arrow.state === state)) ?? "waiting"
}
