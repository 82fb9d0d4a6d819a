import { type Figures, figuresOf } from "@forkscope/shared/history"
import { useEffect, useMemo } from "react"
import { useTranslation } from "react-i18next"
import { Button, IconButton } from "../../parts/Button.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { useSession } from "../../store/hooks.ts"
import { ZoomButtons } from "../time/ZoomButtons.tsx"
import css from "./Compare.module.css"
import { FiguresTable } from "./FiguresTable.tsx"
import { Lanes } from "./Lanes.tsx"
import { Remarks } from "./Remarks.tsx"
import type { Side } from "./useSide.ts"
import { useSides } from "./useSides.ts"

/** Two runs on one time axis, and what they came to. */
export default function Compare() {
  const { t } = useTranslation()
  const session = useSession()
  const { sides, goesOn, again } = useSides()
  const [a, b] = sides
  const ends = sides.map(({ recording }) => recording?.at)
  const end = ends.some((one) => one !== undefined) ? Math.max(...ends.map((one) => one ?? 0)) : null
  useEffect(() => session.comparing.setState({ end }), [session, end])
  const figures = [useFigures(a), useFigures(b)] as const
  return (
    <section className={css.compare} aria-label={t("compare:title")}>
      <header className={css.head}>
        <h2>{t("compare:title")}</h2>
        {goesOn.some(Boolean) && (
          <Button onClick={again}>
            <Icon name="again" size={13} /> {t("compare:again")}
          </Button>
        )}
        <span className={css.views}>
          <ZoomButtons />
        </span>
        <IconButton label={`${t("compare:close")} (Esc)`} onClick={() => session.stopComparing()}>
          <Icon name="close" />
        </IconButton>
      </header>
      <div className={css.body}>
        <div className={css.sides}>
          <Lanes place={0} side={a} goesOn={goesOn[0]} />
          <Lanes place={1} side={b} goesOn={goesOn[1]} />
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard */}
        <section className={css.table} aria-label={t("compare:figures")} tabIndex={0}>
          {figures[0] && figures[1] ? (
            <>
              <FiguresTable a={figures[0]} b={figures[1]} />
              <Remarks figures={[figures[0], figures[1]]} />
            </>
          ) : (
            <p className={css.trouble}>{t("compare:notYet")}</p>
          )}
        </section>
      </div>
    </section>
  )
}

/** Of all of it: figures of a part would be taken for those of the whole. */
function useFigures({ history, read, version }: Side): Figures | null {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the history is the same object with news in it
  return useMemo(() => (read === 1 ? figuresOf(history) : null), [history, read, version])
}
