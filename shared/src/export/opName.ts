import { assertNever } from "../base/index.ts"
import { kindOf, type Started, targetOf } from "../world/index.ts"
import type { Participants } from "./participants.ts"

/**
 * What a thread does while it waits, e.g. `put q`.
 *
 * @param names Of queues, pools, locks and pipes: by their letter (q P l c) and id.
 */
export function opName(event: Started, names: ReadonlyMap<string, string>, participants: Participants): string {
  const name = (key: string, id: number) => names.get(key + id) ?? `${key}${id}`
  const kind = kindOf(event)
  const target = targetOf(event)
  switch (target.kind) {
    case "queue":
      return `${kind} ${name("q", target.id)}`
    case "lock":
      return `${kind} ${name("l", target.id)}`
    case "pipe":
      return `${kind} ${name("c", target.id)}`
    case "pool":
      return kind === "result" ? "wait for result" : `${kind} ${name("P", target.id)}`
    case "task":
      return "wait for result"
    case "process":
      return `${kind} ${participants.nameOf(target.id)}`
    case "thread":
      return `${kind} thread ${target.tid}`
    case "manager":
      return target.call
    case "time":
      return "seconds" in event ? `${kind} ${event.seconds} s` : kind
    default:
      return assertNever(target)
  }
}
