import type { EventOf, ForkscopeEvent, Site } from "../events/index.ts"
import type { History } from "../history/index.ts"
import { nameOf, processName } from "../names/index.ts"
import { mainOf, type Slice, type World } from "../world/index.ts"
import type { Participants } from "./participants.ts"
import { sliceName, sliceUntil } from "./sliceName.ts"
import { SHORTEST, Slices, type TraceSlice } from "./slices.ts"
import type { TraceEvent } from "./traceEvent.ts"

/**
 * Makes a trace: a track for each lane of the timeline with the work and waits of a thread; arrows from a put to its
 * get, from a submit to its task, and from a process to its child; counters of queue depths, busy slots, memory and
 * states.
 */
export class TraceWriter {
  readonly #participants: Participants
  readonly #history: History
  readonly #slices = new Slices()
  readonly #results = new Map<number, { result?: string | undefined; error?: string | undefined }>()
  readonly #busy = new Map<number, number>()
  readonly #samples = new Map<number, EventOf<"process.sampled">>()
  #out: TraceEvent[] = []

  /**
   * @param participants The processes of the recording, from all of its events.
   * @param history The history of the recording, also from all of its events.
   */
  constructor(participants: Participants, history: History) {
    this.#participants = participants
    this.#history = history
  }

  /** The trace events for the counters and signals of a batch of events. */
  add(events: readonly ForkscopeEvent[]): TraceEvent[] {
    for (const event of events) this.#one(event)
    return this.#take()
  }

  /** The slices, and the names of the tracks. */
  end(): TraceEvent[] {
    const threads = new Map<string, string>()
    const track = (pid: number, tid: number, name: string) => {
      this.#out.push({ ph: "M", name: "thread_name", pid, tid, args: { name } })
      threads.set(`${pid}/${tid}`, name)
    }
    for (const one of this.#participants.all()) {
      const { pid, tid } = this.#participants.track(one.proc)
      const name = this.#nameOf(one.proc)
      this.#out.push({ ph: "M", name: "process_name", pid, args: { name } })
      this.#out.push({ ph: "M", name: "process_sort_index", pid, args: { sort_index: one.proc } })
      track(pid, tid, "main")
      for (const thread of one.threads) {
        const { tid } = this.#participants.track(one.proc, thread.tid)
        track(pid, tid, thread.name === "" ? `thread ${thread.tid}` : thread.name)
      }
      if (one.bornAt !== null) {
        const command = this.#history.processes.get(one.proc)?.entity.argv.join(" ")
        this.#process(one.proc, one.parent, one.bornAt, { pid: one.pid, exitCode: one.exitCode, command })
      }
    }
    this.#takeHistory()
    return [...this.#take(), ...this.#slices.end((pid, tid) => threads.get(`${pid}/${tid}`) ?? "thread")]
  }

  #take(): TraceEvent[] {
    const out = this.#out
    this.#out = []
    return out
  }

  #one(event: ForkscopeEvent): void {
    switch (event.type) {
      case "process.signaled":
        this.#out.push({ ph: "i", s: "p", name: event.signal, ts: event.at, ...this.#participants.track(event.proc) })
        return
      case "process.sampled":
        this.#sampled(event)
        return
      case "queue.sampled":
      case "queue.put.finished":
      case "queue.get.finished":
        this.#depth(event)
        return
      case "task.submitted":
        this.#slices.add({
          name: `submit ${event.fn}`,
          cat: "task",
          ts: event.at,
          dur: SHORTEST,
          lane: 0,
          ...this.#participants.track(event.proc, event.tid),
          arrow: { id: `t${event.task}`, way: "out" },
        })
        return
      case "task.started":
        this.#count(event, 1)
        return
      case "task.finished":
        this.#results.set(event.task, { result: event.result, error: event.error?.name })
        this.#count(event, -1)
        return
    }
  }

  #nameOf(proc: number): string {
    const id = this.#participants.idOf(proc)
    return processName(this.#history.processes.get(id)?.entity) || `process ${id}`
  }

  #process(proc: number, parent: number | null, bornAt: number, args: Record<string, unknown>): void {
    const name = this.#nameOf(proc)
    const dur = length(bornAt, this.#endOf(proc))
    const id = `p${proc}`
    const common = { cat: "process", lane: 0 }
    const arrow = { id, way: "in" } as const
    this.#slices.add({ ...common, name, ts: bornAt, dur, ...this.#participants.track(proc), args, arrow })
    if (parent === null) return
    this.#slices.add({
      ...common,
      name: `start ${name}`,
      ts: Math.max(0, bornAt - SHORTEST),
      dur: SHORTEST,
      ...this.#participants.track(parent),
      arrow: { id, way: "out" },
    })
  }

  /** Adds every slice in its lane of the timeline, and the work and waits that were open when the recording ended. */
  #takeHistory(): void {
    const { world, processes } = this.#history
    for (const [proc, { entity, threads }] of processes) {
      // Merged into another process: the world has it under the other id.
      if (entity.exitedAt === null && !world.processes[proc]) continue
      for (const { work, waits } of threads.values()) {
        for (const slice of work.slices) this.#slice(world, proc, slice, 0)
        for (const [lane, { slices }] of waits.entries()) {
          for (const slice of slices) this.#slice(world, proc, slice, lane)
        }
      }
    }
    const going = { unfinished: true }
    for (const op of Object.values(world.ops)) {
      const slice = sliceUntil(op, this.#endOf(op.proc))
      this.#slice(world, op.proc, slice, this.#history.laneOf(op.proc, op.tid, op.seq), going)
    }
    for (const { id, pool, fn, args, worker, slot, startedAt, site, told } of Object.values(world.tasks)) {
      if (startedAt === null || worker === null || this.#results.has(id)) continue
      const tid = world.pools[pool]?.slots.find((one) => one.slot === slot)?.thread ?? null
      const task = { kind: "task", target: { kind: "task", id, pool }, label: `${fn}(${args})`, tid, site } as const
      const end = this.#endOf(worker)
      this.#slice(world, worker, { ...OPEN, ...task, start: startedAt, end, seq: told.started ?? 0 }, 0, going)
    }
    const main = mainOf(world)?.id
    for (const { id, code, state, startedAt } of Object.values(world.lines)) {
      if (state !== "running" || startedAt === null || main === undefined) continue
      const line = { kind: "line", target: { kind: "line", id }, label: code, tid: null, site: null, seq: 0 } as const
      this.#slice(world, main, { ...OPEN, ...line, start: startedAt, end: this.#endOf(main) }, 0, going)
    }
  }

  #slice(world: World, proc: number, slice: Slice, lane: number, more: Record<string, unknown> = {}): void {
    const { kind, target, start, end, tid, site, label, outcome, item } = slice
    const result = target.kind === "task" && kind === "task" ? this.#results.get(target.id) : undefined
    const value = target.kind === "queue" || target.kind === "pipe" ? label : kind
    const traced: TraceSlice = {
      name: sliceName(world, proc, slice),
      cat: kind === "task" || kind === "line" ? kind : target.kind,
      ts: start,
      dur: length(start, end),
      lane,
      ...this.#participants.track(proc, tid ?? undefined),
      args: {
        ...(value === kind ? {} : { value }),
        ...(more.unfinished ? {} : { outcome }),
        ...(item === null ? {} : { item }),
        ...result,
        ...more,
        ...(site ? { line: placeOf(site) } : {}),
      },
    }
    const isItem = target.kind === "queue" && item !== null && outcome === "ok"
    if (kind === "task" && target.kind === "task")
      this.#slices.add({ ...traced, arrow: { id: `t${target.id}`, way: "in" } })
    else if (isItem && kind === "put")
      this.#slices.add({ ...traced, arrow: { id: `q${target.id}.${item}`, way: "out" } })
    else if (isItem) this.#slices.add({ ...traced, last: itemOf(traced, target.id, item) })
    else this.#slices.add(traced)
  }

  /** The end of a process's open work and waits: its exit, or the end of the recording. */
  #endOf(proc: number): number {
    return this.#participants.exitedAt(proc) ?? this.#history.world.at
  }

  #count({ pool, at, proc }: EventOf<"task.started"> | EventOf<"task.finished">, by: number): void {
    const busy = Math.max(0, (this.#busy.get(pool) ?? 0) + by)
    this.#busy.set(pool, busy)
    const { world } = this.#history
    const { pid } = this.#participants.track(world.pools[pool]?.owner ?? proc)
    const name = `${nameOf(world, { kind: "pool", id: pool })}: slots busy`
    this.#out.push({ ph: "C", name, ts: at, pid, args: { busy } })
  }

  #depth({ queue, depth, at, proc }: { queue: number; depth: number; at: number; proc: number }): void {
    const { world } = this.#history
    const { pid } = this.#participants.track(world.queues[queue]?.owner ?? proc)
    const name = `${nameOf(world, { kind: "queue", id: queue })}: depth`
    this.#out.push({ ph: "C", name, ts: at, pid, args: { items: depth } })
  }

  #sampled(event: EventOf<"process.sampled">): void {
    const { pid } = this.#participants.track(event.proc)
    if (event.rss !== undefined) this.#out.push({ ph: "C", name: "memory", ts: event.at, pid, args: { kB: event.rss } })
    const before = this.#samples.get(event.proc)
    this.#samples.set(event.proc, event)
    const span = event.at - (before?.at ?? event.at)
    if (!before || span <= 0) return
    const share = (micros: number) => Math.max(0, Math.round((micros / span) * 100))
    const [running, ready] = [share(event.cpu - before.cpu), share(event.queued - before.queued)]
    this.#out.push({ ph: "C", name: "% of time", ts: before.at, pid, args: { running, ready } })
  }
}

/** Of work and waits that were open when the recording ended. */
const OPEN = { outcome: "unfinished", item: null } as const

const length = (start: number, end: number) => Math.max(SHORTEST, end - start)

/** The end of a get's arrow: the last moment of the get, when it has the item. */
function itemOf({ pid, tid, ts, dur, lane }: TraceSlice, queue: number, item: number): TraceSlice {
  const arrow = { id: `q${queue}.${item}`, way: "in" } as const
  return { name: `item ${item}`, cat: "item", pid, tid, lane, ts: ts + dur - SHORTEST, dur: SHORTEST, arrow }
}

const placeOf = ({ file, line }: Site) => `${file}:${line}`
