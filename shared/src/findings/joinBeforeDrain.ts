import { fullNameOf, nameOf } from "../names/index.ts"
import { lastOf } from "../world/index.ts"
import type { Context } from "./context.ts"
import { createFinding, waitSite } from "./createFinding.ts"
import type { Finding } from "./finding.ts"
import type { Root } from "./hangs/roots.ts"

type Drain = Extract<Root, { kind: "join-before-drain" }>

/** A join of a process that cannot end, since no process gets the items that it put into a queue. */
export function joinBeforeDrain({ world, roots }: Context): Finding[] {
  const found = new Map<string, Finding>()
  for (const root of roots) {
    if (root.kind !== "join-before-drain") continue
    const finding = findingOf(root)
    if (!found.has(finding.id)) found.set(finding.id, finding)
  }
  return [...found.values()]

  function findingOf({ progress, waiter, op, joiners, target }: Drain): Finding {
    const isFull = op.kind === "put"
    const undrained = target === null || isFull ? null : progress.resolver.undrainedQueueOf(target)
    const queue = undrained ?? (op.target.kind === "queue" ? world.queues[op.target.id] : undefined)
    const joins = joiners.flatMap(({ ops }) => ops.filter((one) => one.kind === "join"))
    const ops = [...joins, op]
    const procs = [...joiners.map(({ proc }) => proc), ...(target === null ? [waiter.proc] : [target])]
    return createFinding("join-before-drain", {
      about: `${target === null ? `tasks${queue?.id}` : `p${target}.q${queue?.id ?? ""}`}`,
      since: Math.max(...ops.map(({ startedAt }) => startedAt), queue ? (lastOf(queue.depths)?.at ?? 0) : 0),
      processes: procs,
      refs: queue ? [{ kind: "queue", id: queue.id }] : [],
      sites: ops.map((one) => waitSite(world, one)),
      evidence: [...ops.map(({ seq }) => seq), queue?.seq],
      variant:
        target === null
          ? queue?.copyOf
            ? "copy"
            : "tasks"
          : isFull
            ? "full"
            : joiners.length === 0
              ? "exit"
              : "feeder",
      values: {
        names: [...new Set(joiners.map(({ proc, tid }) => fullNameOf(world, proc, tid)))],
        child: target === null ? "" : fullNameOf(world, target),
        what: queue ? nameOf(world, { kind: "queue", id: queue.id }) : "?",
        original: queue?.copyOf ? nameOf(world, { kind: "queue", id: queue.copyOf }) : "",
        parent: queue?.copyOf ? fullNameOf(world, world.queues[queue.copyOf]?.owner ?? 0) : "",
        at: (joins[0] ?? op).site,
        putAt: isFull ? op.site : null,
        items:
          target === null
            ? (queue?.unfinished ?? queue?.depth ?? 0)
            : isFull
              ? (queue?.depth ?? 0)
              : bufferedOf(target),
      },
    })

    function bufferedOf(proc: number): number {
      return queue?.buffered[proc] ?? 0
    }
  }
}
