import { nameOf, threadName } from "@forkscope/shared/names"
import type { Op, World } from "@forkscope/shared/world"
import type { TFunction } from "i18next"
import { operationKey } from "./operationTexts.ts"

/** What a wait waits for, as text: "in join(p1)", "put: q1 is full". */
export function waitText(t: TFunction, world: World, op: Op): string {
  return t(operationKey(op.kind, "wait"), {
    target: targetText(world, op),
    seconds: op.timeout === null ? "" : String(Math.round(op.timeout / 10_000) / 100),
  })
}

function targetText(world: World, { proc, target }: Op): string {
  switch (target.kind) {
    case "task":
      return nameOf(world, { kind: "pool", id: target.pool })
    case "thread":
      return threadName(world.processes[proc], target.tid)
    case "manager":
      return target.call
    case "time":
      return ""
    default:
      return nameOf(world, target)
  }
}
