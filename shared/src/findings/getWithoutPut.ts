import { push } from "../base/index.ts"
import { fullNameOf, nameOf, refOf } from "../names/index.ts"
import { isAlive, type ProcessEntity } from "../world/index.ts"
import type { Context } from "./context.ts"
import { createFinding, waitSite } from "./createFinding.ts"
import type { Finding } from "./finding.ts"
import { joinersOf, type Root, sameWaits } from "./hangs/roots.ts"

/** A get on an empty queue, or a recv on an empty pipe, when no process is left that could put or send. */
export function getWithoutPut({ world, roots }: Context): Finding[] {
  const things = new Map<string, Root[]>()
  for (const root of roots) {
    if (root.kind !== "get-without-put") continue
    const { target, id } = root.op
    const end = target.kind === "pipe" ? `.${target.end ?? ""}` : ""
    const thing = target.kind === "queue" || target.kind === "pipe" ? `${target.kind}${target.id}${end}` : `op${id}`
    push(things, thing, root)
  }
  return [...things].flatMap(([about, group]) => {
    const first = group[0]
    const ref = first ? refOf(first.op) : null
    if (!first || !ref) return []
    const ops = sameWaits(group)
    const queue = ref.kind === "queue" ? world.queues[ref.id] : undefined
    const pipe = ref.kind === "pipe" ? world.pipes[ref.id] : undefined
    const putters = (queue?.producers ?? []).flatMap((proc): ProcessEntity[] => [world.processes[proc] ?? []].flat())
    const gone = putters.filter((process) => !isAlive(process))
    const joiners = group.flatMap(({ progress, waiter }) => joinersOf(progress, waiter.proc))
    const joins = joiners.flatMap(({ ops }) => ops)
    return createFinding("get-without-put", {
      about,
      since: Math.max(...ops.map(({ startedAt }) => startedAt)),
      processes: ops.map(({ proc }) => proc),
      refs: [ref],
      sites: [...ops, ...joins].map((op) => waitSite(world, op)),
      evidence: [...ops, ...joins].map(({ seq }) => seq).concat(gone.flatMap(({ told }) => told.exited ?? [])),
      variant: pipe ? "recv" : putters.length === 0 ? "never" : gone.length === putters.length ? "ended" : "done",
      values: {
        names: [...new Set(ops.map((op) => fullNameOf(world, op.proc, op.tid)))],
        what: nameOf(world, ref),
        at: ops[0]?.site ?? null,
        puts: queue?.puts ?? pipe?.sent ?? 0,
        gets: queue?.gets ?? pipe?.received ?? 0,
        gone: gone.map(({ id }) => fullNameOf(world, id)),
        left: putters.filter((one) => !gone.includes(one)).map(({ id }) => fullNameOf(world, id)),
      },
    })
  })
}
