import { useState } from "react"
import { useTranslation } from "react-i18next"
import { ClockContext, useFollowing } from "../../motion/clock.ts"
import { flightsBetween } from "../../scenes/stage/flights.ts"
import { type Meter, metered } from "../../scenes/stage/meter.ts"
import type { FlightNode, StageScene } from "../../scenes/stage/nodes.ts"
import { stageScene } from "../../scenes/stage/stageScene.ts"
import { shared } from "../../scenes/share.ts"
import { PickContext } from "../parts/Pick.tsx"
import { useSize } from "../parts/useSize.ts"
import type { DiagramProps } from "../types.ts"
import { Drawing } from "./Drawing.tsx"
import { EndedRow } from "./EndedRow.tsx"
import { fitted } from "./fit.ts"

interface Held {
  readonly world: DiagramProps["world"]
  readonly meter: Meter
  readonly scene: StageScene
  readonly flights: readonly FlightNode[]
}

/** The scene of a world, sharing with the one before whatever did not change. */
function useStageScene(world: DiagramProps["world"]): Held {
  const [held, setHeld] = useState<Held>(() => {
    const meter = metered([], world)
    return { world, meter, scene: stageScene(world, meter), flights: [] }
  })
  if (held.world === world) return held
  const meter = metered(held.meter, world)
  const scene = shared(held.scene, stageScene(world, meter))
  const next = { world, meter, scene, flights: flightsBetween(held.world, world, scene) }
  setHeld(next)
  return next
}

/** The whole program as one picture, read from left to right. */
export function Stage({ world, selected, onSelect, pace = 1 }: DiagramProps) {
  const { t } = useTranslation("stage")
  const [ref, size] = useSize<HTMLDivElement>()
  const { scene, flights } = useStageScene(world)
  const clock = useFollowing(world, pace)
  const fit = fitted(scene, size)
  return (
    <ClockContext value={clock}>
      <PickContext value={{ selected, onSelect }}>
        <div className="fs fs-stage">
          {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: a click beside things selects nothing; the keyboard has Escape. */}
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
                <svg
                  className="fs-drawing"
                  width={fit.width}
                  height={fit.height}
                  viewBox={fit.viewBox}
                  role="group"
                  aria-label={t("stage.label")}
                >
                  <Drawing scene={scene} flights={flights} />
                </svg>
              )
            )}
          </div>
          <EndedRow ended={scene.ended} />
        </div>
      </PickContext>
    </ClockContext>
  )
}
