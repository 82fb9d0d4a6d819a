import type { Micros } from "../base/index.ts"
import { fullNameOf } from "../names/index.ts"
import { newestFirst, type ProcessEntity, type Slice } from "../world/index.ts"
import type { Context } from "./context.ts"
import { createFinding, siteOf } from "./createFinding.ts"
import type { Finding } from "./finding.ts"

/** Failed calls at least: a program may try once more before it gives up. */
const LEAST = 3
/** The last of them is not older than this, µs. */
const RECENT: Micros = 3_000_000

/** Processes that go on calling a manager that has ended. */
export function deadManager({ world, now, alive }: Context): Finding[] {
  const managers = Object.values<ProcessEntity>(world.processes).filter(
    ({ role, exitedAt }) => role === "manager" && exitedAt !== null,
  )
  return managers.flatMap((manager) => {
    const calls = alive.flatMap((process) => failedCalls(process, manager).map((call) => ({ proc: process.id, call })))
    const newest = Math.max(0, ...calls.map(({ call }) => call.end))
    const last = calls.find(({ call }) => call.end === newest)
    if (!last || calls.length < LEAST || now - newest > RECENT) return []
    const callers = [...new Set(calls.map(({ proc }) => proc))]
    return [
      createFinding("dead-manager", {
        about: `p${manager.id}`,
        since: manager.exitedAt ?? now,
        processes: [manager.id, ...callers],
        sites: [siteOf(world, last.proc, last.call.tid, last.call.site, last.call.label)],
        evidence: [manager.told.exited, ...calls.slice(0, 20).map(({ call }) => call.seq)],
        variant: "any",
        values: {
          who: fullNameOf(world, manager.id),
          code: manager.exitCode ?? "?",
          names: callers.slice(0, 5).map((id) => fullNameOf(world, id)),
          more: Math.max(0, callers.length - 5),
          count: calls.length,
          at: last.call.site,
        },
      }),
    ]
  })
}

/** Calls of a manager that failed after it had ended; of one process, and only the newest are known. */
function failedCalls({ slices }: ProcessEntity, { id, exitedAt }: ProcessEntity): Slice[] {
  const failed: Slice[] = []
  for (const slice of newestFirst(slices)) {
    if (exitedAt === null || slice.start < exitedAt) break
    if (slice.kind === "call" && slice.outcome === "error" && slice.target.kind === "manager" && slice.target.id === id)
      failed.push(slice)
  }
  return failed
}
