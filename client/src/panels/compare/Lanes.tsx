import type { EntityRef } from "@forkscope/shared/world"
import { lazy, Suspense, useState } from "react"
import { useTranslation } from "react-i18next"
import { seconds } from "../../format/format.ts"
import { problemSaid } from "../../i18n/problem.ts"
import { wholeOf } from "../../scenes/timeline/window.ts"
import { useComparing, usePage, useSession } from "../../store/hooks.ts"
import css from "./Compare.module.css"
import { SideMark } from "./SideMark.tsx"
import type { Side } from "./useSide.ts"

const Timeline = lazy(async () => ({ default: (await import("../../diagrams/index.ts")).Timeline }))

interface Props {
  readonly place: 0 | 1
  readonly side: Side
  readonly goesOn: boolean
}

/** The timeline of one of the two. What is selected in it is nobody else's: the other run has other processes. */
export function Lanes({ place, side, goesOn }: Props) {
  const { t } = useTranslation()
  const session = useSession()
  const [selected, select] = useState<EntityRef | null>(null)
  const [slice, setSlice] = useState<number | null>(null)
  const chosen = usePage((page) => page.window)
  const farthest = useComparing(({ end }) => end)
  const { recording, history, version, read, trouble } = side
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
                world={history.world}
                history={history}
                version={version}
                pace={0}
                end={recording.at}
                farthest={farthest}
                window={chosen ?? wholeOf(farthest)}
                onWindow={session.showWindow}
                selected={selected}
                onSelect={(ref) => {
                  select(ref)
                  setSlice(null)
                }}
                slice={slice}
                onSlice={(proc, seq) => {
                  select({ kind: "process", id: proc })
                  setSlice(seq)
                }}
              />
            )}
          </Suspense>
        )}
      </div>
    </section>
  )
}
