import { useState } from "react"
import { useTranslation } from "react-i18next"
import { type CoresScene, type CoresSection, coresScene } from "../../scenes/cores/coresScene.ts"
import { shared } from "../../scenes/share.ts"
import { AllPresent } from "../parts/AllPresent.tsx"
import { Label, More } from "../parts/Label.tsx"
import { useSize } from "../parts/useSize.ts"
import { type DiagramProps, regionName } from "../types.ts"
import { CoreToken } from "./CoreToken.tsx"
import "./cores.css"

/** A process keeps its core from scene to scene, so each scene is made from the previous one. */
function useCoresScene(world: DiagramProps["world"], host: number, width: number): CoresScene {
  const [held, setHeld] = useState(() => ({ world, width, scene: coresScene(world, host, width) }))
  if (held.world === world && held.width === width) return held.scene
  const scene = shared(held.scene, coresScene(world, host, width, held.scene.seating))
  setHeld({ world, width, scene })
  return scene
}

interface Props extends Pick<DiagramProps, "world" | "name"> {
  /** Id of the machine. */
  readonly host: number
}

/** The scheduler's view of one machine: its cores, the ready processes, the waiting processes. */
export function Cores({ world, host, name }: Props) {
  const { t } = useTranslation("stage")
  const [ref, { width }] = useSize<HTMLDivElement>()
  const scene = useCoresScene(world, host, width)
  return (
    <section ref={ref} className="fs fs-cores" aria-label={regionName(t("cores.label"), name)}>
      {width > 0 && (
        <svg role="presentation" width={scene.width} height={scene.height}>
          {scene.cores.map(({ key, box }) => (
            <rect key={key} className="fs-core" {...box} rx="6" />
          ))}
          {scene.sections.map((section) => (
            <Caption key={section.key} section={section} cores={scene.coreCount} isEmpty={scene.isEmpty} />
          ))}
          <AllPresent nodes={scene.tokens} as={CoreToken} />
        </svg>
      )}
    </section>
  )
}

function Caption({ section, cores, isEmpty }: { section: CoresSection; cores: number; isEmpty: boolean }) {
  const { t } = useTranslation("stage")
  const { key, x, count, folded } = section
  const note = key === "running" ? t("cores.of", { count, cores }) : t(`cores.${key}Note`)
  return (
    <g>
      <title>{t(`cores.${key}Hint`)}</title>
      <Label className="fs-caption" x={x} y={24} text={t(`cores.${key}`)} />
      <Label className="fs-note" x={x} y={40} text={note} />
      {count === 0 && key !== "running" && (
        <Label className="fs-note" x={x + 56} y={32} text={isEmpty ? "" : t("cores.nobody")} />
      )}
      {folded && <More count={folded.count} x={folded.box.x + 4} y={folded.box.y + folded.box.height / 2 + 4} />}
    </g>
  )
}
