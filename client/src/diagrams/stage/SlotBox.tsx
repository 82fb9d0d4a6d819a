import { memo } from "react"
import { useTranslation } from "react-i18next"
import { shortDuration } from "../../format/format.ts"
import type { SlotNode } from "../../scenes/stage/nodes.ts"
import { Badge } from "../parts/Badge.tsx"
import { Label } from "../parts/Label.tsx"
import { Pick } from "../parts/Pick.tsx"
import { causeText } from "../parts/words.ts"
import { StateWord } from "./ProcessBox.tsx"
import { ProgressBar } from "./ProgressBar.tsx"

interface Props {
  readonly node: SlotNode
  readonly pool: number
}

/** A worker's slot in its pool. When the worker is replaced, the slot stays and shows the new PID. */
export const SlotBox = memo(function SlotBox({ node, pool }: Props) {
  const { t } = useTranslation("stage")
  const { box, slot, name, pid, thread, task, isAtLeast, workers, worker, form } = node
  const who = thread === null ? pid : `tid ${thread}`
  const done = `${isAtLeast ? "≥ " : ""}${t("pool.done", { count: node.done })}`
  const { sign, word } = wordOf(node, t)
  const label = [t("pool.slot", { slot }), name, who, word, task?.call, done, task?.name]
  const history = [t("pool.doneHere", { count: node.done }), workers > 1 && t("pool.workers", { count: workers })]
  const isCard = form === "card"
  return (
    <g transform={`translate(${box.x} ${box.y})`}>
      <Pick
        of={worker === null || thread !== null ? { kind: "pool", id: pool } : { kind: "process", id: worker }}
        label={label.filter(Boolean).join(", ")}
        title={`${label.filter(Boolean).join(", ")}\n${history.filter(Boolean).join(", ")}`}
        className={`fs-slot is-${sign} is-${form} is-${node.work}`}
      >
        <rect className="fs-shape fs-box" width={box.width} height={box.height} rx={isCard ? 10 : 6} />
        <rect className="fs-bar" y={10} width={3} height={box.height - 20} rx={1.5} />
        <Label
          className="fs-note"
          x={16}
          y={isCard ? 24 : 18}
          text={name ?? (isCard ? t("pool.slot", { slot }) : slot)}
        />{" "}
        <Label
          key={who}
          className="fs-mono fs-pid is-new"
          x={isCard ? 60 : 36}
          y={isCard ? 24 : 18}
          text={who ?? "—"}
        />
        <StateWord state={sign} word={word} right={box.width - (isCard ? 12 : 8)} y={isCard ? 24 : 18} />
        <Label className="fs-mono" x={16} y={isCard ? 46 : 35} text={task?.call ?? ""} />{" "}
        {isCard && <Label className="fs-note" x={box.width - 12} y={46} anchor="end" text={done} />}
        {isCard && <ProgressBar task={task} usual={node.usual} x={16} y={56} width={box.width - 28} />}
        {isCard && task && node.usual !== null && <title>{t("pool.usual", { time: shortDuration(node.usual) })}</title>}
        <Badge of={node.badge} x={box.width - 2} y={2} />
      </Pick>
    </g>
  )
})

function wordOf(node: SlotNode, t: ReturnType<typeof useTranslation<"stage">>["t"]) {
  switch (node.work) {
    case "starting":
      return { sign: "starting" as const, word: t("worker.starting") }
    case "gone":
      if (node.workers === 0) return { sign: "created" as const, word: t("worker.empty") }
      return node.state === "zombie"
        ? { sign: "zombie" as const, word: t("state.zombie") }
        : { sign: "gone" as const, word: t("state.gone") }
    case "idle":
      return isAwake(node)
        ? { sign: node.state, word: t(`state.${node.state}`) }
        : { sign: node.state, word: t("worker.idle") }
    case "busy":
      return { sign: node.state, word: node.wait ? causeText(t, node.wait) : t(`state.${node.state}`) }
  }
}

const isAwake = ({ state }: SlotNode) => state !== "waiting" && state !== "created"
