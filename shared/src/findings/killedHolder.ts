import { push } from "../base/index.ts"
import { fullNameOf, nameOf, refOf, taskCall, waitCall } from "../names/index.ts"
import { poolOf, type Wait } from "../world/index.ts"
import type { Context } from "./context.ts"
import { createFinding, siteOf, waitSite } from "./createFinding.ts"
import type { Finding } from "./finding.ts"
import type { Root } from "./hangs/roots.ts"

/**
 * A wait for a lock, a queue's own lock or a task's result, whose holder or worker ended without releasing or sending
 * it.
 */
export function killedHolder({ world, roots }: Context): Finding[] {
  const things = new Map<string, Root[]>()
  for (const root of roots) {
    if (root.kind !== "killed-holder") continue
    const ref = refOf(root.op)
    const thing = `${ref?.kind}${ref?.id}`
    push(things, thing, root)
  }
  return [...things].flatMap(([about, group]) => {
    const first = group[0]
    return first
      ? [
          findingOf(
            about,
            first,
            group.map(({ op }) => op),
          ),
        ]
      : []
  })

  function findingOf(about: string, { progress, op }: Root, ops: readonly Wait[]): Finding {
    const ref = refOf(op)
    const what = ref ? nameOf(world, ref) : "?"
    const pool = poolOf(op.target)
    const lost = pool === null ? undefined : progress.resolver.pools.lostTasks(pool)[0]
    const cut = progress.resolver.cutOffReader(op)
    const holders = ref?.kind === "lock" ? world.locks[ref.id]?.holders : undefined
    const held = holders?.find((one) => progress.resolver.isDead(one))
    const dead = held?.proc ?? cut?.proc ?? lost?.worker ?? 0
    const process = world.processes[dead]
    const site = held?.site ?? cut?.site ?? lost?.site ?? null
    const call = lost ? taskCall(lost) : cut ? waitCall(world, op) : `${waitCall(world, op)} ✓`
    const isKilled = (process?.exitCode ?? -1) < 0
    return createFinding("killed-holder", {
      about,
      since: Math.max(...ops.map(({ startedAt }) => startedAt), process?.exitedAt ?? 0),
      processes: [dead, ...ops.map(({ proc }) => proc)],
      refs: [...(ref ? [ref] : []), ...(lost ? [{ kind: "task" as const, id: lost.id }] : [])],
      sites: [siteOf(world, dead, held?.tid ?? null, site, call), ...ops.map((one) => waitSite(world, one))],
      evidence: [held?.seq, cut?.seq, lost?.told.started, process?.told.exited, ...ops.map(({ seq }) => seq)],
      variant: lost ? (isKilled ? "task" : "exit") : cut ? "queue" : "lock",
      values: {
        who: fullNameOf(world, dead, held?.tid ?? null),
        code: process?.exitCode ?? "?",
        names: [...new Set(ops.map((one) => fullNameOf(world, one.proc, one.tid)))],
        what,
        task: lost ? call : "",
        heldAt: site,
        at: op.site,
        depth: ref?.kind === "queue" ? (world.queues[ref.id]?.depth ?? 0) : 0,
      },
    })
  }
}
