import { useTranslation } from "react-i18next"
import type { FeederNode, QueueNode } from "../../scenes/stage/nodes.ts"
import { Label, More } from "../parts/Label.tsx"
import { Pick } from "../parts/Pick.tsx"

/** Left of the tube: for each process that puts, the buffer from which its feeder thread writes into the pipe. */
export function Feeders({ queue }: { queue: QueueNode }) {
  const { t } = useTranslation("stage")
  const { feeders, moreFeeders, entrance } = queue
  const [first] = feeders
  const last = feeders.at(-1)
  if (!first || !last) return null
  return (
    <>
      <Label className="fs-note" x={first.box.x} y={first.box.y - 5} text={t("queue.feeder")} />{" "}
      {feeders.map((feeder) => (
        <Feeder key={feeder.key} of={feeder} entrance={entrance} />
      ))}
      {moreFeeders > 0 && <More count={moreFeeders} x={last.box.x + 8} y={last.box.y + last.box.height + 13} />}
    </>
  )
}

interface FeederProps {
  readonly of: FeederNode
  readonly entrance: QueueNode["entrance"]
}

function Feeder({ of: { proc, label, count, box }, entrance }: FeederProps) {
  const { t } = useTranslation("stage")
  const right = box.x + box.width
  const middle = box.y + box.height / 2
  return (
    <>
      <path className="fs-feeder-way" d={`M${right} ${middle}L${entrance.x} ${entrance.y}`} />
      <Pick
        of={{ kind: "process", id: proc }}
        label={`${label}, ${t("queue.fed", { count })}`}
        title={`${t("queue.fed", { count })}\n${t("queue.feederHint")}`}
        className={count > 0 ? "fs-feeder is-filled" : "fs-feeder"}
      >
        <rect className="fs-shape" {...box} rx={11} />
        <Label className="fs-mono" x={box.x + 9} y={box.y + 15} text={label} />{" "}
        <Label className="fs-mono fs-feeder-count" x={right - 9} y={box.y + 15} anchor="end" text={count} />
      </Pick>
    </>
  )
}
