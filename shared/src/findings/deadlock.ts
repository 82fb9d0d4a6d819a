import { push } from "../base/index.ts"
import { awaitedName, fullNameOf, nameOf, refOf, waitCall } from "../names/index.ts"
import { type EntityRef, LOCKS, type LockEntity, type Wait, type World } from "../world/index.ts"
import type { Context } from "./context.ts"
import { createFinding, siteOf, waitSite } from "./createFinding.ts"
import { failedAround, failureText } from "./failed.ts"
import type { ChainLink, Finding, Variants } from "./finding.ts"
import type { Edge } from "./hangs/edges.ts"
import { livingThreads } from "./hangs/kernelWaits.ts"
import { type Root, sameWaits } from "./hangs/roots.ts"

/** Threads that wait for each other in a cycle, or a thread that waits for something that no thread is left to do. */
export function deadlock({ world, roots }: Context): Finding[] {
  const circles: Finding[] = []
  const alone = new Map<string, Root[]>()
  for (const root of roots) {
    if (root.kind !== "deadlock") continue
    if (root.cycle.length > 0 && !hasCause(root.op)) circles.push(circle(root.cycle))
    else {
      const { op } = root
      const { kind, id, target } = op
      const isShared = target.kind === "lock" || target.kind === "queue" || target.kind === "pipe"
      const thing = `${kind}.${isShared ? target.id : id}`
      push(alone, thing, root)
    }
  }
  return [...circles, ...[...alone].map(([about, group]) => nobodyLeft(about, group))]

  /** Whether what should have ended a wait is known to have failed, or to have come too early. */
  function hasCause(wait: Wait): boolean {
    const lock = wait.target.kind === "lock" ? world.locks[wait.target.id] : undefined
    if (!lock || LOCKS[lock.kind].isHeld) return false
    const isTooLate = lock.signaled !== null && lock.signaled.at < wait.startedAt
    return isTooLate || failedAround(world, [wait.proc]).length > 0
  }

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
      variant: links.length === 1 ? "self" : cycle.some(({ op }) => isFullPipe(op)) ? "unreadCycle" : "cycle",
      values: { names: links.map(({ who }) => who), what: links[0]?.what ?? "" },
      chain: links,
    })
  }

  function holderOf({ target }: Wait, proc: number, tid: number) {
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
      isSystemCall: op.target.kind === "kernel",
    }
  }

  /** Who has the other end of the pipe at which a thread sleeps. */
  function othersOf(wait: Wait | undefined): string[] {
    const others = wait?.tid == null ? [] : (world.processes[wait.proc]?.threads[wait.tid]?.blocked?.others ?? [])
    return [...new Set(others.flatMap(({ proc }) => (proc === null ? [] : fullNameOf(world, proc))))]
  }

  function nobodyLeft(about: string, group: readonly Root[]): Finding {
    const first = group[0]?.op
    const ops = first?.target.kind === "lock" ? sameWaits(group) : group.map(({ op }) => op)
    const ref = first ? refOf(first) : null
    const queue = first?.target.kind === "queue" ? world.queues[first.target.id] : undefined
    const lock = first?.target.kind === "lock" ? world.locks[first.target.id] : undefined
    const failed = failedAround(
      world,
      ops.map(({ proc }) => proc),
    )
    const newest = lock?.signaled ?? null
    const signaled = newest && ops.every(({ startedAt }) => startedAt > newest.at) ? newest : null
    return createFinding("deadlock", {
      about,
      since: Math.max(...ops.map(({ startedAt }) => startedAt)),
      processes: ops.map(({ proc }) => proc),
      refs: ref ? [ref] : [],
      sites: [
        ...ops.map((op) => waitSite(world, op)),
        signaled &&
          siteOf(world, signaled.proc, signaled.tid, signaled.site, lock?.kind === "event" ? "set()" : "notify()"),
        ...failed.map(({ proc, tid, raised }) => siteOf(world, proc, tid, raised?.site, raised?.error.name ?? "")),
      ],
      evidence: [...ops.map(({ seq }) => seq), queue?.seq, signaled?.seq, ...failed.flatMap(({ seqs }) => seqs)],
      variant: variantOf(first, lock, signaled !== null, failed.length > 0, isCopy(world, first)),
      values: {
        names: ops.map((op) => fullNameOf(world, op.proc, op.tid)),
        what: ref ? nameOf(world, ref) : first ? awaitedName(world, first) : "",
        at: first?.site ?? null,
        depth: queue?.depth ?? 0,
        came: ops.length,
        parties: lock?.value ?? 0,
        holders: othersOf(first),
        by: signaled ? fullNameOf(world, signaled.proc, signaled.tid) : "",
        signaledAt: signaled?.site ?? null,
        failed: failed.map(({ proc, tid }) => fullNameOf(world, proc, tid)),
        error: failed[0] ? failureText(failed[0]) : "",
        raisedAt: failed[0]?.raised?.site ?? null,
      },
    })
  }
}

const isFullPipe = ({ kind, target }: Wait) => target.kind === "kernel" && kind === "send"

/** What a wait is that only the kernel shows. @param isCopy Whether it is for a lock that a fork has copied. */
function kernelVariant({ kind }: Wait, isCopy: boolean): Variants["deadlock"] {
  if (kind === "recv") return "endless"
  if (kind === "send") return "unread"
  if (kind === "acquire") return isCopy ? "copied" : "threads"
  return "other"
}

/** Whether the only thread of a forked process waits for a lock of its own memory: it was locked at the fork. */
function isCopy(world: World, wait: Wait | undefined): boolean {
  const process = wait && world.processes[wait.proc]
  if (wait?.target.kind !== "kernel" || !wait.target.isPrivate || process?.startMethod !== "fork") return false
  return livingThreads(process).length === 1
}

function variantOf(
  first: Wait | undefined,
  lock: LockEntity | undefined,
  isSignaled: boolean,
  hasFailed: boolean,
  isCopied: boolean,
): Variants["deadlock"] {
  if (first?.target.kind === "kernel") return kernelVariant(first, isCopied)
  if (first?.kind === "put" || first?.kind === "send") return first.kind
  if (lock?.kind === "condition" && isSignaled) return "missed"
  if (lock?.kind === "event" && isSignaled) return "cleared"
  if (lock?.kind === "event" || lock?.kind === "condition" || lock?.kind === "barrier")
    return hasFailed ? `${lock.kind}Failed` : lock.kind
  return "other"
}
