import { lazy, Suspense } from "react"
import { useTranslation } from "react-i18next"
import { seconds } from "../../format/format.ts"
import { problemSaid } from "../../i18n/problem.ts"
import { wholeOf } from "../../scenes/timeline/window.ts"
import { useComparing, usePage, useSession } from "../../store/hooks.ts"
import css from "./Compare.module.css"
import { SideMark } from "./SideMark.tsx"
import type { ShownSide } from "./useShownSide.ts"

const Timeline = lazy(async () => ({ default: (await import("../../diagrams/index.ts")).Timeline }))

interface Props {
  readonly place: 0 | 1
  readonly side: ShownSide
  readonly goesOn: boolean
  /** The time that both pictures show, µs. */
  readonly at: number
  onSeek(at: number): void
}

/** The timeline of one of the two runs. */
export function Lanes({ place, side, goesOn, at, onSeek }: Props) {
  const { t } = useTranslation()
  const session = useSession()
  const chosen = usePage((page) => page.window)
  const farthest = useComparing(({ end }) => end)
  const { recording, history, version, read, trouble, world, selected, slice, select, selectSlice } = side
  const isCut = read === 1 && !goesOn && history.world.run?.ended == null
  return (
    <section className={css.side} aria-label={`${"AB"[place]} ${recording?.name ?? ""}`}>
      <header className={css.name}>
        <SideMark place={place} />
        <h3 title={recording?.name}>{recording?.name ?? t("compare:opening")}</h3>
        <span className={css.state} role="status">
          {trouble === null && recording && read < 1 && t("compare:reading", { share: Math.floor(read * 100) })}
          {read === 1 && goesOn && t("compare:goesOn", { time: seconds(recording?.at ?? 0, 1) })}
          {isCut && t("compare:cut")}
          {recording?.damage && ` ${problemSaid(recording.damage, t)}`}
        </span>
      </header>
      <div className={css.lanes}>
        {trouble !== null ? (
          <p className={css.trouble}>{trouble}</p>
        ) : (
          <Suspense>
            {recording && farthest !== null && (
              <Timeline
                name={`${"AB"[place]} ${recording.name}`}
                world={world ?? history.world}
                at={Math.min(at, recording.at)}
                history={history}
                version={version}
                pace={0}
                end={recording.at}
                farthest={farthest}
                window={chosen ?? wholeOf(farthest)}
                onWindow={session.showWindow}
                onSeek={onSeek}
                selected={selected}
                onSelect={select}
                slice={slice}
                onSlice={selectSlice}
              />
            )}
          </Suspense>
        )}
      </div>
    </section>
  )
}
