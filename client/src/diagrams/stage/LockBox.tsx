import { clip } from "@forkscope/shared/names"
import type { TFunction } from "i18next"
import { memo } from "react"
import { useTranslation } from "react-i18next"
import type { Present } from "../../motion/usePresent.ts"
import type { LockNode } from "../../scenes/stage/nodes.ts"
import { Badge } from "../parts/Badge.tsx"
import { Label } from "../parts/Label.tsx"
import { Pick } from "../parts/Pick.tsx"
import { Moving } from "./Moving.tsx"
import "./shared.css"

/** A lock or another synchronization object, and its holder. The processes that use it are drawn left of it. */
export const LockBox = memo(function LockBox({ node, isLeaving }: Present<LockNode>) {
  const { t } = useTranslation("stage")
  const { box, name, call, state, waiting } = node
  const second = secondOf(node, t)
  const queued = waiting > 0 ? t("lock.waiting", { count: waiting }) : ""
  return (
    <Moving at={box} isLeaving={isLeaving}>
      <Pick
        of={{ kind: "lock", id: node.id }}
        label={[name, second, queued, name === call ? null : call].filter(Boolean).join(", ")}
        className={`fs-lock is-${state}`}
      >
        <rect className="fs-shape fs-box" width={box.width} height={box.height} rx={8} />
        <LockSign state={state} />
        <Label className="fs-name" x={32} y={18} text={clip(name, 14)} />{" "}
        <Label className="fs-mono fs-second" text={second} room={waiting > 0 ? 9 : 15} x={32} y={35} advance={6.9} />{" "}
        {waiting > 0 && <Label className="fs-chip-text" x={box.width - 8} y={35} anchor="end" text={queued} />}
        <Badge of={node.badge} x={box.width - 2} y={2} />
      </Pick>
    </Moving>
  )
})

function secondOf({ state, holders, places }: LockNode, t: TFunction<"stage">): string {
  if (state === "set" || state === "unset") return t(`lock.${state}`)
  if (state === "signal") return places === null ? "" : t("lock.parties", { count: places })
  if (places !== null) return t("lock.places", { count: places })
  const [first, ...others] = holders
  if (first === undefined) return t("lock.free")
  return others.length === 0 ? first : `${first} +${others.length}`
}

/** A padlock, closed while the lock is held; a flag for objects that only signal. */
function LockSign({ state }: Pick<LockNode, "state">) {
  const shackle = state === "held" ? "M4 8V5.5a4 4 0 0 1 8 0V8" : "M4 8V5.5a4 4 0 0 1 7.6-1.7"
  return (
    <g className="fs-lock-sign" transform="translate(9 13)">
      {state === "set" || state === "unset" || state === "signal" ? (
        <>
          <path d="M3.5 16V1.5" />
          <path className={state === "set" ? "fs-lock-full" : ""} d="M3.5 2H12.5L10.5 5 12.5 8H3.5Z" />
        </>
      ) : (
        <>
          <path d={shackle} />
          <rect className={state === "held" ? "fs-lock-full" : ""} x={2} y={8} width={12} height={8.5} rx={1.5} />
        </>
      )}
    </g>
  )
}
