import { useTranslation } from "react-i18next"
import type { FeederNode, QueueNode } from "../../scenes/stage/nodes.ts"
import { Pick } from "../parts/Pick.tsx"

interface Props {
  readonly queue: QueueNode
  x(value: number): number
  y(value: number): number
}

/** Left of the tube: for each process that puts, the buffer from which its feeder thread writes into the pipe. */
export function Feeders({ queue, x, y }: Props) {
  const { t } = useTranslation("stage")
  const { feeders, moreFeeders, entrance } = queue
  const [first] = feeders
  const last = feeders.at(-1)
  if (!first || !last) return null
  return (
    <>
      <text className="fs-note" x={x(first.box.x)} y={y(first.box.y) - 5}>
        {t("queue.feeder")}
      </text>{" "}
      {feeders.map((feeder) => (
        <Feeder key={feeder.key} of={feeder} x={x} y={y} entrance={entrance} />
      ))}
      {moreFeeders > 0 && (
        <text className="fs-more" x={x(last.box.x) + 8} y={y(last.box.y) + last.box.height + 13}>
          +{moreFeeders}
        </text>
      )}
    </>
  )
}

interface FeederProps extends Omit<Props, "queue"> {
  readonly of: FeederNode
  readonly entrance: QueueNode["entrance"]
}

function Feeder({ of: { proc, label, count, box }, entrance, x, y }: FeederProps) {
  const { t } = useTranslation("stage")
  const right = x(box.x) + box.width
  const middle = y(box.y) + box.height / 2
  return (
    <>
      <path className="fs-feeder-way" d={`M${right} ${middle}L${x(entrance.x)} ${y(entrance.y)}`} />
      <Pick
        of={{ kind: "process", id: proc }}
        label={`${label}, ${t("queue.fed", { count })}`}
        title={`${t("queue.fed", { count })}\n${t("queue.feederHint")}`}
        className={count > 0 ? "fs-feeder is-filled" : "fs-feeder"}
      >
        <rect className="fs-shape" x={x(box.x)} y={y(box.y)} width={box.width} height={box.height} rx={11} />
        <text className="fs-mono" x={x(box.x) + 9} y={y(box.y) + 15}>
          {label}
        </text>{" "}
        <text className="fs-mono fs-feeder-count" x={right - 9} y={y(box.y) + 15} textAnchor="end">
          {count}
        </text>
      </Pick>
    </>
  )
}
