import { memo } from "react"
import { useTranslation } from "react-i18next"
import { WALK } from "../../motion/ease.ts"
import type { Present } from "../../motion/usePresent.ts"
import { useTween } from "../../motion/useTween.ts"
import type { CoreToken as Token } from "../../scenes/cores/coresScene.ts"
import { Label } from "../parts/Label.tsx"
import { Pick } from "../parts/Pick.tsx"
import { causeText } from "../parts/words.ts"

function apply(element: SVGGElement, [x = 0, y = 0, width = 0, opacity = 1]: readonly number[]): void {
  element.setAttribute("transform", `translate(${x.toFixed(2)} ${y.toFixed(2)})`)
  element.setAttribute("opacity", opacity.toFixed(3))
  element.querySelector("rect")?.setAttribute("width", width.toFixed(2))
}

/** A process in the cores strip. It moves between the cores, the ready queue and the waiting processes. */
export const CoreToken = memo(function CoreToken({ node, isLeaving }: Present<Token>) {
  const { t } = useTranslation("stage")
  const { box, place, label, cause } = node
  const target = [box.x, box.y, box.width, isLeaving ? 0 : 1]
  const ref = useTween<SVGGElement>(target, apply, [box.x, box.y + 4, box.width, 0], WALK)
  const word = t(`state.${place}`)
  const why = cause ? t(node.isTold ? "cores.told" : "cores.inferredCause", { cause: causeText(t, cause) }) : ""
  const hint =
    `${label}: ${word}${cause ? `, ${causeText(t, cause)}` : ""}\n${t(`cores.${place}Measure`)} ${why}`.trim()
  const isNarrow = box.width < 40
  const baseline = box.height / 2 + 4
  return (
    <g ref={ref}>
      <Pick
        of={{ kind: "process", id: node.id }}
        label={cause ? `${label} ${causeText(t, cause)}, ${word}` : `${label}, ${word}`}
        title={hint}
        className={`fs-token is-${place} ${node.isSmall ? "is-small" : ""}`}
      >
        <rect className="fs-shape" width={box.width} height={box.height} rx={node.isSmall ? 4 : 6} />
        {!isNarrow && (
          <Label
            className="fs-mono"
            x={cause ? 8 : box.width / 2}
            y={baseline}
            anchor={cause ? "start" : "middle"}
            text={label}
          />
        )}{" "}
        {cause && <Label className="fs-why" x={box.width - 8} y={baseline} anchor="end" text={causeText(t, cause)} />}
      </Pick>
    </g>
  )
})
