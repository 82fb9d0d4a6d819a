import type { TFunction } from "i18next"
import { memo } from "react"
import { useTranslation } from "react-i18next"
import type { Present } from "../../motion/usePresent.ts"
import type { ProcessNode } from "../../scenes/stage/nodes.ts"
import { Badge } from "../parts/Badge.tsx"
import { Label } from "../parts/Label.tsx"
import { Pick } from "../parts/Pick.tsx"
import { Ring } from "../parts/Ring.tsx"
import { Sign } from "../parts/Sign.tsx"
import { causeText, exitText } from "../parts/words.ts"
import { Moving } from "./Moving.tsx"

/** A process: dashed before the kernel has created it, hatched when it is a zombie. */
export const ProcessBox = memo(function ProcessBox({ node, isLeaving }: Present<ProcessNode>) {
  const { t } = useTranslation("stage")
  const { state, name, pid, wait, form, adoptedBy, command } = node
  const word = t(`state.${state}`)
  const label =
    form === "tile"
      ? [pid ?? name, wait && causeText(t, wait.cause), word, pid === null ? null : name]
      : [name, isMarkedOrphan(node) && t("process.orphan"), pid ?? t("process.noPid"), word, secondOf(node, t)]
  return (
    <Moving at={node.box} from={node.from} isLeaving={isLeaving}>
      <Pick
        of={{ kind: "process", id: node.id }}
        label={label.filter(Boolean).join(", ")}
        title={[
          `${name}: ${word}`,
          adoptedBy === null ? t(`measure.${state}`) : t("process.orphanHint", { pid: adoptedBy }),
          command,
        ]
          .filter(Boolean)
          .join("\n")}
        className={`fs-process is-${state} is-${form}`}
      >
        <rect
          className="fs-shape fs-box"
          width={node.box.width}
          height={node.box.height}
          rx={form === "tile" || form === "quiet" ? 6 : 10}
        />
        {state !== "created" && <rect className="fs-bar" y={8} width={3} height={node.box.height - 16} rx={1.5} />}
        {form === "card" && <Card node={node} word={word} />}
        {form === "slim" && <Slim node={node} word={word} />}
        {form === "tile" && <Tile node={node} word={word} />}
        {form === "quiet" && <Quiet node={node} />}
        <Badge of={node.badge} x={node.box.width - 2} y={2} />
      </Pick>
    </Moving>
  )
})

/** The text below the PID: how the process ended, what it waits in, or what it does. */
function secondOf(node: ProcessNode, t: TFunction<"stage">): string {
  if (isOver(node)) return exitText(t, node.exitCode)
  return node.wait?.call ?? node.call ?? (node.cause ? causeText(t, node.cause) : "")
}

/** Only cards have room for the mark. */
const isMarkedOrphan = ({ adoptedBy, form }: ProcessNode) => adoptedBy !== null && form === "card"

const isOver = ({ state }: ProcessNode) => state === "zombie" || state === "gone"

function Card({ node, word }: { node: ProcessNode; word: string }) {
  const { t } = useTranslation("stage")
  const { box, name, pid, state, wait } = node
  const right = box.width - 12
  return (
    <>
      <Label className="fs-name" text={name} room={isMarkedOrphan(node) ? 14 : 20} x={16} y={24} advance={7} />{" "}
      {isMarkedOrphan(node) && <Label className="fs-note" x={right} y={24} anchor="end" text={t("process.orphan")} />}{" "}
      <Label className={pid === null ? "fs-note" : "fs-mono fs-pid"} x={16} y={44} text={pid ?? t("process.noPid")} />
      <StateWord state={state} word={word} right={right} y={44} />
      {wait && !isOver(node) ? (
        <>
          <rect className="fs-chip" x={12} y={56} width={box.width - 24} height={22} rx={5} />
          <Label className="fs-mono fs-chip-text" text={wait.call} room={wait.countdown ? 16 : 19} x={20} y={71} />
          {wait.countdown && <Ring of={wait.countdown} x={box.width - 24} y={67} />}
        </>
      ) : (
        <Label className="fs-mono fs-second" text={secondOf(node, t)} room={20} x={16} y={71} />
      )}
    </>
  )
}

function Slim({ node, word }: { node: ProcessNode; word: string }) {
  const { t } = useTranslation("stage")
  const { box, name, pid, state, wait } = node
  const right = box.width - 12
  return (
    <>
      <Label className="fs-name" text={name} room={16} x={16} y={23} advance={7} />{" "}
      <Label className={pid === null ? "fs-note" : "fs-mono fs-pid"} x={16} y={43} text={pid ?? t("process.noPid")} />
      <StateWord state={state} word={word} right={right} y={23} />
      <Label
        className={`fs-mono ${wait ? "fs-chip-text" : "fs-second"}`}
        text={secondOf(node, t)}
        room={wait?.countdown ? 15 : 18}
        x={wait?.countdown ? right - 18 : right}
        y={43}
        anchor="end"
      />
      {wait?.countdown && <Ring of={wait.countdown} x={right - 5} y={39} />}
    </>
  )
}

function Tile({ node, word }: { node: ProcessNode; word: string }) {
  const { t } = useTranslation("stage")
  const { pid, name, state, wait } = node
  return (
    <>
      <Label className="fs-mono fs-pid" text={String(pid ?? name)} room={8} x={12} y={node.box.height / 2 + 4} />
      <StateWord
        state={state}
        word={wait ? causeText(t, wait.cause) : word}
        right={node.box.width - 8}
        y={node.box.height / 2 + 4}
      />
    </>
  )
}

/** A process that serves a library or other processes: its role and PID, drawn small. */
function Quiet({ node }: { node: ProcessNode }) {
  const { t } = useTranslation("stage")
  const { box, name, pid, role } = node
  return (
    <>
      <Label className="fs-note" text={name} room={18} x={14} y={17} advance={6.4} />{" "}
      <Label className="fs-mono fs-second" x={14} y={32} text={pid ?? t("process.noPid")} />{" "}
      <Label
        className="fs-note"
        x={box.width - 10}
        y={32}
        anchor="end"
        text={t(role === "manager" ? "process.manager" : "process.helper")}
      />
    </>
  )
}

/**
 * Sign and word of a state, right-aligned at `right`. The width of the word is estimated; only the sign's place depends
 * on it.
 */
export function StateWord({
  state,
  word,
  right,
  y,
}: {
  state: ProcessNode["state"] | "failed" | "starting"
  word: string
  right: number
  y: number
}) {
  return (
    <>
      {" "}
      <Label className="fs-word" x={right} y={y} anchor="end" text={word} />{" "}
      <Sign of={state} x={right - widthOfWord(word) - 16} y={y - 10} />
    </>
  )
}

/** Estimated px of a word of 12 px: Chinese characters are as wide as they are high. */
function widthOfWord(word: string): number {
  let width = 0
  for (const letter of word)
    width += letter > "\u2e80" ? 12 : "iljtfr.,-'".includes(letter) ? 4.4 : "mw".includes(letter) ? 9.8 : 7
  return Math.ceil(width)
}
