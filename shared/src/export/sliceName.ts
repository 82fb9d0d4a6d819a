import { assertNever } from "../base/index.ts"
import { nameOf, threadName } from "../names/index.ts"
import { LOCKS, type Op, type Slice, type World } from "../world/index.ts"

/** What a thread did, e.g. `put q`, without values that differ each time, so that trace viewers can sum by name. */
export function sliceName(world: World, proc: number, { kind, target, label }: Slice): string {
  switch (target.kind) {
    case "queue":
    case "pipe":
    case "process":
      return `${kind} ${nameOf(world, target)}`
    case "pool":
      return kind === "result" ? "wait for result" : `${kind} ${nameOf(world, target)}`
    case "lock": {
      const lock = world.locks[target.id]
      return `${lock ? LOCKS[lock.kind].method : kind} ${nameOf(world, target)}`
    }
    case "thread":
      return `${kind} ${threadName(world.processes[proc], target.tid)}`
    case "manager":
      return target.call
    case "task":
      return kind === "task" ? label.replace(/^t\d+ /, "") : "wait for result"
    case "line":
      return label
    case "time":
      return kind
    default:
      return assertNever(target)
  }
}

/** An open wait, as a slice that ends at `end`. */
export const sliceUntil = ({ kind, target, startedAt, tid, site, seq, value }: Op, end: number): Slice => ({
  ...{ kind, target, start: startedAt, end, tid, site, seq },
  ...{ label: value ?? kind, outcome: "unfinished", item: null },
})
