import { type Figures, figuresOf } from "@forkscope/shared/history"
import { useEffect, useMemo, useState } from "react"
import { useTranslation } from "react-i18next"
import { Group, Panel, Separator } from "react-resizable-panels"
import { seconds } from "../../format/format.ts"
import { Button, IconButton } from "../../parts/Button.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { Scrubber } from "../../parts/Scrubber.tsx"
import { busiestAt } from "../../store/busiest.ts"
import { useSession } from "../../store/hooks.ts"
import type { Session } from "../../store/session.ts"
import shell from "../shell/Shell.module.css"
import { ZoomButtons } from "../time/ZoomButtons.tsx"
import css from "./Compare.module.css"
import { FiguresTable } from "./FiguresTable.tsx"
import { Lanes } from "./Lanes.tsx"
import { Pictures } from "./Pictures.tsx"
import { Remarks } from "./Remarks.tsx"
import { useShownSide } from "./useShownSide.ts"
import type { Side } from "./useSide.ts"
import { useSides } from "./useSides.ts"

/** Two runs: their pictures at one time, their timelines on one axis, and their figures. */
export default function Compare() {
  const { t } = useTranslation()
  const session = useSession()
  const { sides, goesOn, again } = useSides()
  const ends = sides.flatMap(({ recording }) => recording?.at ?? [])
  const end = ends.length > 0 ? Math.max(...ends) : null
  useEffect(() => session.comparing.setState({ end }), [session, end])
  const [chosen, seek] = useState(() => placeOf(session))
  const busiest = useBusiest(sides)
  const at = chosen ?? busiest ?? (ends.length > 0 ? Math.round(Math.min(...ends) / 2) : 0)
  const [a, b] = [useShownSide(sides[0], at), useShownSide(sides[1], at)]
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
        <Scrubber label={t("compare:time")} at={at} end={end ?? at} onSeek={seek} />
        <span className={css.time}>{seconds(at, 2)} s</span>
        <span className={css.views}>
          <ZoomButtons />
        </span>
        <IconButton label={`${t("compare:close")} (Esc)`} onClick={() => session.stopComparing()}>
          <Icon name="close" />
        </IconButton>
      </header>
      <div className={css.rows}>
        <Group orientation="vertical" id="compare-rows">
          <Panel id="compare-pictures" defaultSize="45%" minSize="120px">
            <Pictures sides={[a, b]} at={at} />
          </Panel>
          <Separator className={shell.horizontal} aria-label={t("shell.resize")} />
          <Panel id="compare-lanes" minSize="160px">
            <div className={css.body}>
              <div className={css.sides}>
                <Lanes place={0} side={a} goesOn={goesOn[0]} at={at} onSeek={seek} />
                <Lanes place={1} side={b} goesOn={goesOn[1]} at={at} onSeek={seek} />
              </div>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable element has to be reachable with the keyboard */}
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
          </Panel>
        </Group>
      </div>
    </section>
  )
}

/** The past time that the page shows, µs; null where it shows the end. */
function placeOf({ facts, time }: Session): number | null {
  const { world } = facts.getState()
  const { recording } = time.getState()
  return recording && world.seq < recording.seq ? world.at : null
}

/** When both runs together were busiest, µs; null until both have been read, or where one is worth looking at at its end. */
function useBusiest([a, b]: readonly [Side, Side]): number | null {
  const isRead = a.read === 1 && b.read === 1
  // biome-ignore lint/correctness/useExhaustiveDependencies: the histories are the same objects after they have grown; `version` changes then
  return useMemo(
    () => (isRead ? busiestAt(a.history.world, b.history.world) : null),
    [isRead, a.history, a.version, b.history, b.version],
  )
}

/** The figures of a whole recording; null until all of it has been read, since figures of a part would mislead. */
function useFigures({ history, read, version }: Side): Figures | null {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the history is the same object after it has grown; `version` changes then
  return useMemo(() => (read === 1 ? figuresOf(history) : null), [history, read, version])
}
