import type { Op, World } from "@forkscope/shared/world"
import type { TFunction } from "i18next"
import { nameOf } from "../../i18n/names.ts"

/** Says what a wait waits for: "in join(p1)", "put: q1 is full". */
export function waitText(t: TFunction, world: World, op: Op): string {
  const named = (kind: "process" | "queue" | "pool" | "lock", id: number | null) =>
    id === null ? "" : nameOf(world, { kind, id })
  return t(`wait.${op.kind}`, {
    queue: named("queue", op.queue),
    lock: named("lock", op.lock),
    target: named("process", op.target) || named("pool", op.pool),
    seconds: op.timeout === null ? "" : String(Math.round(op.timeout / 10_000) / 100),
  })
}
