import type { EventOf } from "../../events/index.ts"
import type { Draft } from "../draft.ts"
import { FIRST_HOST } from "../hosts.ts"
import { emptyRing, lastOf } from "../ring.ts"
import { KEEP, type ProcessEntity } from "../world.ts"
import { keepLast } from "./keepLast.ts"
import { cutOffOps } from "./ops.ts"
import type { processEvents } from "./types.ts"

function blank(id: number, at: number): ProcessEntity {
  return {
    id,
    host: FIRST_HOST,
    parent: null,
    name: "",
    target: null,
    args: null,
    daemon: false,
    startMethod: "unknown",
    role: "child",
    pid: null,
    ppid: 0,
    startTime: 0,
    argv: [],
    createdAt: at,
    spawnedAt: null,
    exitedAt: null,
    reapedAt: null,
    exitCode: null,
    raised: null,
    isStopped: false,
    site: null,
    probe: null,
    observed: null,
    comm: "",
    title: "",
    opaque: null,
    orphanOf: null,
    joinedBy: [],
    told: { created: null, spawned: null, exited: null, orphaned: null },
    signals: [],
    handles: [],
    checks: [],
    memory: null,
    peak: null,
    wchan: null,
    core: 0,
    letter: "?",
    samples: emptyRing(KEEP.samples),
    threads: {},
    slices: emptyRing(KEEP.slices),
    cutOff: [],
    waited: {},
  }
}

/**
 * For older recordings (events before 1.1, without `process.observed`): which calls are reported, derived from the
 * source, which is the probe of an interpreter or the runtime library.
 */
const OBSERVED_BY_PROBE: Readonly<Record<"python" | "node", Observed>> = {
  python: {
    observes: ["children", "queues", "pools", "locks", "pipes", "threads", "frames"],
    calls: "blocking",
  },
  node: { observes: ["children", "messages", "threads", "frames"], calls: "eventLoop" },
}
const OBSERVED_BY_LIBRARY: Observed = {
  observes: ["children", "queues", "pools", "locks", "pipes"],
  calls: "eventLoop",
}

/** Whether the runtime library reports the process: in a lab of Node there is no probe. */
const isLabsOwn = (draft: Draft, { src }: EventOf<"process.spawned">) =>
  src === "runtime" && draft.world.run?.kind === "lab" && draft.world.run.language === "node"

const isAdopted = ({ told }: ProcessEntity) => told.orphaned !== null

/** The program may report the process that started another only after that ended and another one adopted it. */
function parentage(known: ProcessEntity, maker: number | null): Pick<ProcessEntity, "parent" | "orphanOf"> {
  if (!isAdopted(known)) return { parent: maker ?? known.parent, orphanOf: null }
  return { parent: known.parent, orphanOf: known.orphanOf ?? maker }
}

/** The kernel's name of a process says only which executable it runs. */
function named({ name, comm }: ProcessEntity, event: EventOf<"process.spawned">): Pick<ProcessEntity, "name" | "comm"> {
  return event.src === "procfs" ? { name, comm: event.name ?? comm } : { name: event.name ?? name, comm }
}

/**
 * A forked process handles signals as its parent did. Its probe reports that only once it has something to report; the
 * kernel may have reported the process before its parent says how it was made.
 */
function inherited(draft: Draft, known: ProcessEntity, event: EventOf<"process.spawned">): ProcessEntity["handles"] {
  const wasForked = known.startMethod === "fork" && known.spawnedAt !== null
  const isForked = (event.startMethod ?? known.startMethod) === "fork"
  const maker = event.parent ?? known.parent
  if (!isForked || wasForked || maker === null || known.handles.length > 0) return known.handles
  return (draft.get("processes", maker)?.handles ?? []).map(({ signal }) => ({ signal, isInherited: true }))
}

/** The child, its parent and the kernel may report a process in any order, so each report only adds to the others. */
function spawned(draft: Draft, event: EventOf<"process.spawned">): void {
  const known = draft.get("processes", event.proc) ?? blank(event.proc, event.at)
  draft.set("processes", event.proc, {
    ...known,
    pid: event.pid,
    ppid: isAdopted(known) ? known.ppid : event.ppid || known.ppid,
    startTime: event.startTime || known.startTime,
    spawnedAt: known.spawnedAt === null ? event.at : Math.min(known.spawnedAt, event.at),
    ...parentage(known, event.parent ?? null),
    ...named(known, event),
    argv: event.argv ?? known.argv,
    startMethod: event.startMethod ?? known.startMethod,
    handles: inherited(draft, known, event),
    // "child" says only that nothing else is known: its pool may have named it as a worker.
    role: event.role === "child" ? known.role : (event.role ?? known.role),
    host: event.host ?? known.host,
    observed: known.observed ?? (isLabsOwn(draft, event) ? OBSERVED_BY_LIBRARY : null),
    site: known.site ?? event.site ?? null,
    told: { ...known.told, spawned: known.told.spawned ?? event.seq },
  })
}

function sampled(draft: Draft, process: ProcessEntity, event: EventOf<"process.sampled">): Partial<ProcessEntity> {
  const last = lastOf(process.samples)
  const memory =
    event.rss === undefined
      ? process.memory
      : {
          rss: event.rss,
          shared: event.shared ?? process.memory?.shared ?? null,
          private: event.private ?? process.memory?.private ?? null,
        }
  const isNewer = !last || event.at > last.at
  return {
    letter: event.state,
    core: event.core,
    wchan: event.wchan ?? null,
    memory,
    samples: isNewer
      ? draft.pushed(process.samples, { at: event.at, cpu: event.cpu, queued: event.queued })
      : process.samples,
  }
}

type Observed = NonNullable<ProcessEntity["observed"]>

/** A probe and the runtime library may both report one process. */
function withObserved({ observed }: ProcessEntity, { observes, calls }: Observed): Observed {
  return { observes: [...new Set([...(observed?.observes ?? []), ...observes])], calls }
}

/** Merges two entities of one process: the one from the kernel (samples, PID) and the one from the program. */
function merged(draft: Draft, event: EventOf<"process.merged">): void {
  const from = draft.get("processes", event.proc)
  if (!from) return
  const into = draft.get("processes", event.into) ?? blank(event.into, event.at)
  draft.set("processes", event.into, {
    ...from,
    id: into.id,
    name: into.name || from.name,
    ...parentage(from, into.parent),
    target: into.target,
    args: into.args,
    daemon: into.daemon,
    role: into.role,
    createdAt: Math.min(into.createdAt, from.createdAt),
    signals: into.signals,
    handles: into.handles,
    raised: into.raised ?? from.raised,
    checks: into.checks,
    slices: into.slices,
    cutOff: into.cutOff,
    waited: into.waited,
    site: into.site,
    probe: into.probe ?? from.probe,
    observed: into.observed ?? from.observed,
    opaque: from.opaque ?? into.opaque,
    joinedBy: into.joinedBy,
    told: {
      created: into.told.created,
      spawned: from.told.spawned ?? into.told.spawned,
      exited: from.told.exited ?? into.told.exited,
      orphaned: from.told.orphaned ?? into.told.orphaned,
    },
  })
  draft.remove("processes", event.proc)
  if (from.exitedAt !== null) cutOffOps(draft, event.into, from.exitedAt)
  for (const child of Object.values(draft.world.processes)) {
    if (child.parent === event.proc) draft.set("processes", child.id, { ...child, parent: event.into })
  }
}

export const reduceProcess: processEvents = {
  "process.created": (draft, event) => {
    const known = draft.get("processes", event.proc) ?? blank(event.proc, event.at)
    draft.set("processes", event.proc, {
      ...known,
      ...parentage(known, event.parent),
      // A command has no name that the program gave it.
      ...(event.startMethod === "exec" ? { comm: event.name } : { name: event.name }),
      target: event.target ?? null,
      args: event.args ?? null,
      daemon: event.daemon ?? false,
      startMethod: event.startMethod ?? known.startMethod,
      createdAt: event.at,
      host: event.host ?? known.host,
      site: event.site ?? known.site,
      told: { ...known.told, created: event.seq },
    })
  },
  "process.probed": (draft, event) =>
    draft.patch(event, "processes", event.proc, (process) => ({
      probe: { kind: event.probe, version: event.version },
      observed: withObserved(process, OBSERVED_BY_PROBE[event.probe]),
    })),
  "process.observed": (draft, event) =>
    draft.patch(event, "processes", event.proc, (process) => ({
      observed: withObserved(process, event),
      opaque: null,
    })),
  "process.opaque": (draft, event) =>
    draft.patch(event, "processes", event.proc, () => {
      const { language, reason, detail = null } = event
      return { opaque: { language, reason, detail } }
    }),
  "process.spawned": spawned,
  "process.merged": merged,
  "process.execed": (draft, event) =>
    draft.patch(event, "processes", event.proc, () => ({ argv: event.argv, title: "", opaque: null })),
  "process.titled": (draft, event) => draft.patch(event, "processes", event.proc, () => ({ title: event.title })),
  "process.signaled": (draft, event) =>
    draft.patch(event, "processes", event.proc, (process) => ({
      signals: keepLast(process.signals, {
        ...{ at: event.at, seq: event.seq, site: event.site ?? null },
        ...{ signal: event.signal, from: event.from ?? null },
      }),
    })),
  "process.handler.set": (draft, event) =>
    draft.patch(event, "processes", event.proc, (process) => {
      const { signal, isFunction, isInherited = false } = event
      const others = process.handles.filter((one) => one.signal !== signal)
      return { handles: isFunction ? [...others, { signal, isInherited }] : others }
    }),
  "process.raised": (draft, event) => {
    const raised = { error: event.error, site: event.site ?? null, seq: event.seq }
    draft.patch(event, "processes", event.proc, (process) => {
      const thread = event.thread === undefined ? undefined : process.threads[event.thread]
      if (thread) return { threads: { ...process.threads, [thread.tid]: { ...thread, raised } } }
      return event.thread === undefined ? { raised } : {}
    })
  },
  "process.stopped": (draft, event) => draft.patch(event, "processes", event.proc, () => ({ isStopped: true })),
  "process.continued": (draft, event) => draft.patch(event, "processes", event.proc, () => ({ isStopped: false })),
  "process.exited": (draft, event) => {
    const process = draft.patch(event, "processes", event.proc, (process) => ({
      // Told twice where a source finds out later when it was: nobody sees an exit before it is one.
      exitedAt: Math.min(process.exitedAt ?? event.at, event.at),
      exitCode: process.exitCode ?? event.exitCode,
      isStopped: false,
      told: { ...process.told, exited: process.told.exited ?? event.seq },
    }))
    cutOffOps(draft, event.proc, process?.exitedAt ?? event.at)
  },
  "process.reaped": (draft, event) => {
    const process = draft.patch(event, "processes", event.proc, (process) => ({
      exitedAt: process.exitedAt ?? event.at,
      reapedAt: process.reapedAt ?? event.at,
      peak: event.peak ?? process.peak,
      exitCode: process.exitCode ?? event.exitCode,
      isStopped: false,
    }))
    cutOffOps(draft, event.proc, process?.exitedAt ?? event.at)
  },
  "process.reparented": (draft, event) =>
    draft.patch(event, "processes", event.proc, (process) => ({
      parent: event.parent,
      ppid: event.ppid,
      orphanOf: process.orphanOf ?? process.parent,
      told: { ...process.told, orphaned: process.told.orphaned ?? event.seq },
    })),
  "process.checked": (draft, event) =>
    draft.patch(event, "processes", event.proc, (process) => ({
      checks: keepLast(process.checks, { at: event.at, alive: event.alive }),
    })),
  "process.sampled": (draft, event) =>
    draft.patch(event, "processes", event.proc, (process) => sampled(draft, process, event)),
}
