import type { Finding } from "@forkscope/shared/findings"
import { type RefObject, useLayoutEffect, useMemo, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { shared } from "../../scenes/share.ts"
import { type Badges, badgesOf } from "../../scenes/stage/badges.ts"
import { flightsBetween } from "../../scenes/stage/flights.ts"
import { type Meter, metered } from "../../scenes/stage/meter.ts"
import type { FlightNode, StageScene } from "../../scenes/stage/nodes.ts"
import { stageScene } from "../../scenes/stage/stageScene.ts"
import { useSize } from "../parts/useSize.ts"
import { type DiagramProps, regionName } from "../types.ts"
import { Canvas } from "./Canvas.tsx"
import { Drawing } from "./Drawing.tsx"
import { EndedRow } from "./EndedRow.tsx"
import { aspectOf, fitted } from "./fit.ts"
import "./stage.css"

interface Held {
  readonly world: DiagramProps["world"]
  readonly aspect: number
  readonly badges: Badges
  readonly meter: Meter
  readonly scene: StageScene
  readonly flights: readonly FlightNode[]
}

/** The scene of a world; parts that did not change are the same objects as in the previous scene. */
function useStageScene(world: DiagramProps["world"], aspect: number, badges: Badges): Held {
  const [held, setHeld] = useState<Held>(() => {
    const meter = metered([], world)
    return { world, aspect, badges, meter, scene: stageScene(world, meter, aspect, badges), flights: [] }
  })
  if (held.world === world && held.aspect === aspect && held.badges === badges) return held
  const meter = metered(held.meter, world)
  const scene = shared(held.scene, stageScene(world, meter, aspect, badges))
  const next = { world, aspect, badges, meter, scene, flights: flightsBetween(held.world, world, scene) }
  setHeld(next)
  return next
}

/** Where the picture does not fit, the view starts at the left column, at half of the picture's height. */
function useFirstView(
  ref: RefObject<HTMLDivElement | null>,
  fit: { height: number; scale: number },
  scene: StageScene,
) {
  const isDone = useRef(false)
  const first = scene.processes[0]
  const middle = first ? (first.box.y + first.box.height / 2) * fit.scale : 0
  useLayoutEffect(() => {
    const view = ref.current
    if (!view || isDone.current || view.clientHeight === 0 || fit.height <= view.clientHeight) return
    isDone.current = true
    view.scrollTop = middle - view.clientHeight / 2
  }, [ref, fit.height, middle])
}

interface Props extends Pick<DiagramProps, "world" | "onSelect" | "name"> {
  /** The findings to mark in the picture. */
  readonly findings: readonly Finding[]
}

/** The whole program as one picture, from left to right. */
export function Stage({ world, findings, onSelect, name }: Props) {
  const { t } = useTranslation("stage")
  const [ref, size] = useSize<HTMLDivElement>()
  const badges = useMemo(() => badgesOf(findings), [findings])
  const { scene, flights } = useStageScene(world, aspectOf(size), badges)
  const fit = fitted(scene, size)
  useFirstView(ref, fit, scene)
  return (
    <section className="fs fs-stage" aria-label={regionName(t("stage.label"), name)}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a click on the background clears the selection; on the keyboard Escape does. */}
      <div
        ref={ref}
        className="fs-stage-view"
        onClick={() => onSelect(null)}
        onKeyDown={(event) => event.key === "Escape" && onSelect(null)}
      >
        {scene.isEmpty ? (
          <p className="fs-empty">{t(world.run ? "stage.empty" : "stage.noRun")}</p>
        ) : (
          size.width > 0 && (
            <Canvas fit={fit}>
              <Drawing scene={scene} flights={flights} />
            </Canvas>
          )
        )}
      </div>
      <EndedRow ended={scene.ended} />
    </section>
  )
}
