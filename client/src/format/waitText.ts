import type { EntityRef, Op, World } from "@forkscope/shared/world"
import type { TFunction } from "i18next"
import { nameOf } from "../i18n/names.ts"
import { threadName } from "../scenes/names.ts"

/** Says what a wait waits for: "in join(p1)", "put: q1 is full". */
export function waitText(t: TFunction, world: World, op: Op): string {
  const named = (kind: EntityRef["kind"], id: number | null) => (id === null ? "" : nameOf(world, { kind, id }))
  const thread = op.targetThread === null ? "" : threadName(world.processes[op.proc], op.targetThread)
  return t(`wait.${op.kind}`, {
    queue: named("queue", op.queue),
    lock: named("lock", op.lock),
    pipe: named("pipe", op.pipe),
    call: op.value ?? "",
    target: named("process", op.target) || named("pool", op.pool) || named("queue", op.queue) || thread,
    seconds: op.timeout === null ? "" : String(Math.round(op.timeout / 10_000) / 100),
  })
}
