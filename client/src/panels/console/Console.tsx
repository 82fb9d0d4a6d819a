import { useLayoutEffect, useRef } from "react"
import { useTranslation } from "react-i18next"
import { useCalmFacts, useCanAct, useHasRun } from "../../store/hooks.ts"
import css from "./Console.module.css"
import { ConsoleLine } from "./ConsoleLine.tsx"
import { LineInput } from "./LineInput.tsx"

/** Lines shown; older ones are in the events and in the saved script. */
const SHOWN = 300
/** px from the end within which the list keeps following it. */
const NEAR = 40

/** The lab: every line that was sent, its result, and the input for the next one. */
export function Console() {
  const { t } = useTranslation()
  const { world } = useCalmFacts(100)
  const hasRun = useHasRun()
  const canAct = useCanAct()
  const list = useRef<HTMLOListElement>(null)
  const isAtEnd = useRef(true)
  const lines = Object.values(world.lines).slice(-SHOWN)

  // Without a dependency list: any change of the world may make the list longer.
  useLayoutEffect(() => {
    if (list.current && isAtEnd.current) list.current.scrollTop = list.current.scrollHeight
  })

  if (world.run && world.run.kind !== "lab") return <p className={css.none}>{t("console.notALab")}</p>
  if (!hasRun) return <p className={css.none}>{t("overview.nothing")}</p>
  return (
    <div className={css.console}>
      <ol
        ref={list}
        className={css.lines}
        aria-label={t("console.lines")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list has to be reachable with the keyboard
        tabIndex={0}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR
        }}
      >
        {lines.length === 0 && <li className={css.none}>{t("console.empty")}</li>}
        {lines.map((line) => (
          <ConsoleLine key={line.id} line={line} world={world} />
        ))}
      </ol>
      {canAct && <LineInput history={Object.values(world.lines).map(({ code }) => code)} />}
    </div>
  )
}
