import { lazy, Suspense } from "react"
import { useTranslation } from "react-i18next"
import css from "./Compare.module.css"
import { SideMark } from "./SideMark.tsx"
import type { ShownSide } from "./useShownSide.ts"

const Scene = lazy(async () => ({ default: (await import("../../diagrams/index.ts")).Scene }))

/** Both runs as they were at the same time. */
export function Pictures({ sides, at }: { sides: readonly [ShownSide, ShownSide]; at: number }) {
  const { t } = useTranslation()
  return (
    <section className={css.pictures} aria-label={t("compare:pictures")}>
      <Picture place={0} side={sides[0]} at={at} />
      <Picture place={1} side={sides[1]} at={at} />
    </section>
  )
}

function Picture({ place, side, at }: { place: 0 | 1; side: ShownSide; at: number }) {
  const { recording, world, selected, select } = side
  return (
    <div className={css.picture}>
      <SideMark place={place} />
      <Suspense>
        {recording && world && (
          <Scene
            name={`${"AB"[place]} ${recording.name}`}
            world={world}
            at={Math.min(at, recording.at)}
            pace={0}
            selected={selected}
            onSelect={select}
          />
        )}
      </Suspense>
    </div>
  )
}
