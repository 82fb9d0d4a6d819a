import { awaitedName, fullNameOf, nameOf, refOf, waitCall } from "../names/index.ts"
import type { EntityRef, Op } from "../world/index.ts"
import type { Context } from "./context.ts"
import { createFinding, siteOf, waitSite } from "./createFinding.ts"
import type { ChainLink, Finding } from "./finding.ts"
import type { Edge } from "./hangs/edges.ts"
import type { Root } from "./hangs/roots.ts"

/** Threads that wait for each other in a cycle, or a thread that waits for something that no thread is left to do. */
export function deadlock({ world, roots }: Context): Finding[] {
  const circles: Finding[] = []
  const alone = new Map<string, Root[]>()
  for (const root of roots) {
    if (root.kind !== "deadlock") continue
    if (root.cycle.length > 0) circles.push(circle(root.cycle))
    else {
      const { op } = root
      const { kind, id, target } = op
      const isShared = target.kind === "lock" || target.kind === "queue" || target.kind === "pipe"
      const thing = `${kind}.${isShared ? target.id : id}`
      alone.set(thing, [...(alone.get(thing) ?? []), root])
    }
  }
  return [...circles, ...[...alone].map(([about, group]) => nobodyLeft(about, group))]

  function circle(cycle: readonly Edge[]): Finding {
    const links = cycle.map(linkOf)
    const holders = cycle.map(({ op, to }) => {
      const holder = holderOf(op, to.proc, to.tid)
      return holder && siteOf(world, to.proc, to.tid, holder.site, `${waitCall(world, op)} ✓`)
    })
    return createFinding("deadlock", {
      about: cycle
        .map(({ from }) => `${from.proc}.${from.tid}`)
        .sort()
        .join("+"),
      since: Math.max(...cycle.map(({ op }) => op.startedAt)),
      processes: cycle.map(({ from }) => from.proc),
      refs: cycle.flatMap(({ op }): EntityRef[] => [refOf(op) ?? []].flat()),
      sites: cycle.flatMap(({ op }, place) => [waitSite(world, op), holders[place] ?? null]),
      evidence: cycle.flatMap(({ op, to }) => [op.seq, holderOf(op, to.proc, to.tid)?.seq]),
      variant: links.length === 1 ? "self" : "cycle",
      values: { names: links.map(({ who }) => who), what: links[0]?.what ?? "" },
      chain: links,
    })
  }

  function holderOf({ target }: Op, proc: number, tid: number) {
    const holders = (target.kind === "lock" ? world.locks[target.id]?.holders : null) ?? []
    return holders.find((one) => one.proc === proc && (one.tid === null || one.tid === tid))
  }

  function linkOf({ from, op, to }: Edge): ChainLink {
    return {
      proc: from.proc,
      tid: op.tid,
      who: fullNameOf(world, from.proc, op.tid),
      verb: op.kind,
      ref: refOf(op),
      what: awaitedName(world, op),
      site: op.site,
      next: fullNameOf(world, to.proc, to.tid),
      heldAt: holderOf(op, to.proc, to.tid)?.site ?? null,
    }
  }

  function nobodyLeft(about: string, group: readonly Root[]): Finding {
    const ops = group.map(({ op }) => op)
    const first = ops[0]
    const ref = first ? refOf(first) : null
    const queue = first?.target.kind === "queue" ? world.queues[first.target.id] : undefined
    const kind = first?.target.kind === "lock" ? (world.locks[first.target.id]?.kind ?? "lock") : first?.kind
    const variant =
      kind === "put" || kind === "send" || kind === "event" || kind === "condition" || kind === "barrier"
        ? kind
        : "other"
    return createFinding("deadlock", {
      about,
      since: Math.max(...ops.map(({ startedAt }) => startedAt)),
      processes: ops.map(({ proc }) => proc),
      refs: ref ? [ref] : [],
      sites: ops.map((op) => waitSite(world, op)),
      evidence: [...ops.map(({ seq }) => seq), queue?.seq],
      variant,
      values: {
        names: ops.map((op) => fullNameOf(world, op.proc, op.tid)),
        what: ref ? nameOf(world, ref) : first ? awaitedName(world, first) : "",
        at: first?.site ?? null,
        depth: queue?.depth ?? 0,
      },
    })
  }
}
