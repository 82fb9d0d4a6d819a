import { nameOf } from "@forkscope/shared/names"
import type { World } from "@forkscope/shared/world"
import type { CSSProperties } from "react"
import { useTranslation } from "react-i18next"
import { Sign, type SignName } from "../../diagrams/parts/Sign.tsx"
import { Button } from "../../parts/Button.tsx"
import type { Arrow, ArrowState } from "../../scenes/code/arrows.ts"
import { processColour } from "../../theme/processColours.ts"
import { arrowText, groupText, stateText, whoText } from "./arrowText.ts"
import css from "./Code.module.css"

interface Props {
  world: World
  arrows: readonly Arrow[]
  /** µs of the run. */
  now: number
  isSelected: boolean
  /** Px from the top of the file. */
  top: number
  onOpen(): void
}

/** Colours of a group that are shown as dots. */
const DOTS = 4

/** The arrow at a line: one thread, or how many. */
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
      <StateSign state={state} />
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

/** Lists who stands there. */
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

/** The colours of the processes that they belong to. */
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

function StateSign({ state }: { state: SignName }) {
  return (
    <svg className={css.sign} width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      <Sign of={state} />
    </svg>
  )
}

/** The state that is the most news: whoever runs before those who wait. */
function stateOfAll(arrows: readonly Arrow[]): ArrowState {
  const order: readonly ArrowState[] = ["running", "ready", "waiting", "stopped"]
  return order.find((state) => arrows.some((arrow) => arrow.state === state)) ?? "waiting"
}
