import type { EventOf, ForkscopeEvent, Site } from "../events/index.ts"
import { isFinished, isStarted } from "../world/index.ts"
import { opName } from "./opName.ts"
import type { Participants } from "./participants.ts"
import { SHORTEST, type Slice, Slices } from "./slices.ts"
import type { TraceEvent } from "./traceEvent.ts"

interface Open {
  readonly event: ForkscopeEvent & { proc?: number }
  readonly name: string
}

/**
 * Turns events into a trace: a track for each thread with what it did and waited for, arrows from put to its get, from
 * submit to its task and from a process to its child, counters of depths, busy slots, memory and states.
 */
export class TraceWriter {
  readonly #participants: Participants
  readonly #ops = new Map<number, Open>()
  readonly #tasks = new Map<number, { name: string; args: string; open?: Open; thread?: number | undefined }>()
  readonly #lines = new Map<number, { code: string; open?: Open }>()
  readonly #slices = new Slices()
  /** Names of threads by their track. */
  readonly #threads = new Map<string, string>()
  readonly #names = new Map<string, string>()
  readonly #busy = new Map<number, number>()
  readonly #samples = new Map<number, EventOf<"process.sampled">>()
  #out: TraceEvent[] = []
  #at = 0

  /** @param participants Who takes part: of all events of the recording. */
  constructor(participants: Participants) {
    this.#participants = participants
  }

  add(events: readonly ForkscopeEvent[]): TraceEvent[] {
    for (const event of events) {
      this.#at = Math.max(this.#at, event.at)
      this.#one(event)
    }
    return this.#take()
  }

  /** What still went on when the recording ended, and how the tracks are called. */
  end(): TraceEvent[] {
    const going = { unfinished: true }
    const unfinished = [
      ...this.#ops.values(),
      ...[...this.#tasks.values(), ...this.#lines.values()].map(({ open }) => open),
    ]
    for (const open of unfinished) if (open) this.#slice(open, this.#endOf(open.event.proc), going)
    for (const one of this.#participants.all()) {
      const { pid, tid } = this.#participants.track(one.proc)
      const name = this.#participants.nameOf(one.proc)
      this.#out.push({ ph: "M", name: "process_name", pid, args: { name } })
      this.#out.push({ ph: "M", name: "process_sort_index", pid, args: { sort_index: one.proc } })
      this.#out.push({ ph: "M", name: "thread_name", pid, tid, args: { name: "main" } })
      this.#threads.set(`${pid}/${tid}`, "main")
      for (const thread of one.threads) {
        const track = this.#participants.track(one.proc, thread.tid)
        const name = thread.name === "" ? `thread ${thread.tid}` : thread.name
        this.#out.push({ ph: "M", name: "thread_name", ...track, args: { name } })
        this.#threads.set(`${track.pid}/${track.tid}`, name)
      }
      if (one.bornAt === null) continue
      const args = { pid: one.pid, exitCode: one.exitCode }
      const dur = length(one.bornAt, this.#endOf(one.proc))
      const arrow = { id: `p${one.proc}`, way: "in" } as const
      this.#slices.add({ name, cat: "process", ts: one.bornAt, dur, pid, tid, args, arrow })
      if (one.parent === null) continue
      this.#slices.add({
        name: `start ${name}`,
        cat: "process",
        ts: Math.max(0, one.bornAt - SHORTEST),
        dur: SHORTEST,
        ...this.#participants.track(one.parent),
        arrow: { id: arrow.id, way: "out" },
      })
    }
    return [...this.#take(), ...this.#slices.end((pid, tid) => this.#threads.get(`${pid}/${tid}`) ?? "thread")]
  }

  #take(): TraceEvent[] {
    const out = this.#out
    this.#out = []
    return out
  }

  #one(event: ForkscopeEvent): void {
    switch (event.type) {
      case "queue.created":
        this.#names.set(`q${event.queue}`, event.name)
        return
      case "pool.created":
        this.#names.set(`P${event.pool}`, event.name)
        return
      case "lock.created":
        this.#names.set(`l${event.lock}`, event.name)
        return
      case "pipe.created":
        this.#names.set(`c${event.pipe}`, event.name ?? "Pipe")
        return
      case "process.signaled":
        this.#out.push({ ph: "i", s: "p", name: event.signal, ts: event.at, ...this.#participants.track(event.proc) })
        return
      case "process.sampled":
        this.#sampled(event)
        return
      case "queue.sampled":
        this.#depth(event)
        return
      case "queue.put.finished":
      case "queue.get.finished":
        this.#depth(event)
        break
      case "task.submitted":
        this.#tasks.set(event.task, { name: event.fn, args: event.args })
        this.#slices.add({
          name: `submit ${event.fn}`,
          cat: "task",
          ts: event.at,
          dur: SHORTEST,
          ...this.#trackOf(event),
          arrow: { id: `t${event.task}`, way: "out" },
        })
        return
      case "task.started":
        this.#taskStarted(event)
        return
      case "task.finished":
        this.#taskFinished(event)
        return
      case "line.submitted":
        this.#lines.set(event.line, { code: event.code })
        return
      case "line.started": {
        const line = this.#lines.get(event.line)
        if (line) line.open = { event, name: line.code }
        return
      }
      case "line.finished": {
        const open = this.#lines.get(event.line)?.open
        if (open) this.#slice(open, event.at, { outcome: event.outcome, value: event.value })
        this.#lines.delete(event.line)
        return
      }
    }
    if (isStarted(event)) this.#ops.set(event.op, { event, name: opName(event, this.#names, this.#participants) })
    else if (isFinished(event)) {
      const open = this.#ops.get(event.op)
      this.#ops.delete(event.op)
      if (open) this.#slice(open, event.at, resultOf(event), itemIn(event))
    }
  }

  #slice({ event, name }: Open, end: number, more: Record<string, unknown>, ofItem?: Item): void {
    const { site } = event
    const value = "value" in event ? { value: event.value } : {}
    const slice: Slice = {
      name,
      cat: event.type.split(".")[0] ?? "",
      ts: event.at,
      dur: length(event.at, end),
      ...this.#trackOf(event),
      args: { ...value, ...more, ...(site ? { line: placeOf(site) } : {}) },
    }
    if (event.type === "task.started") this.#slices.add({ ...slice, arrow: { id: `t${event.task}`, way: "in" } })
    else if (ofItem?.type === "queue.put.finished")
      this.#slices.add({ ...slice, arrow: { id: keyOf(ofItem), way: "out" } })
    else if (ofItem) this.#slices.add({ ...slice, last: itemOf(slice, ofItem) })
    else this.#slices.add(slice)
  }

  /** When what a process still did ended: with it, at the latest with the recording. */
  #endOf(proc: number | undefined): number {
    return (proc === undefined ? null : this.#participants.exitedAt(proc)) ?? this.#at
  }

  #taskStarted(event: EventOf<"task.started">): void {
    const task = this.#tasks.get(event.task) ?? { name: "task", args: "" }
    task.open = { event, name: `${task.name}(${task.args})` }
    this.#tasks.set(event.task, task)
    this.#count(event, 1)
  }

  #taskFinished(event: EventOf<"task.finished">): void {
    const open = this.#tasks.get(event.task)?.open
    this.#tasks.delete(event.task)
    if (!open) return
    this.#slice(open, event.at, { outcome: event.outcome, result: event.result, error: event.error?.name })
    this.#count(event, -1)
  }

  #count({ pool, at, proc }: EventOf<"task.started"> | EventOf<"task.finished">, by: number): void {
    const busy = Math.max(0, (this.#busy.get(pool) ?? 0) + by)
    this.#busy.set(pool, busy)
    const pid = this.#participants.track(this.#participants.ownerOf(pool) ?? proc).pid
    this.#out.push({
      ph: "C",
      name: `${this.#names.get(`P${pool}`) ?? "pool"}: slots busy`,
      ts: at,
      pid,
      args: { busy },
    })
  }

  #depth({ queue, depth, at, proc }: { queue: number; depth: number; at: number; proc: number }): void {
    const pid = this.#participants.track(this.#participants.holderOf(queue) ?? proc).pid
    this.#out.push({
      ph: "C",
      name: `${this.#names.get(`q${queue}`) ?? "queue"}: depth`,
      ts: at,
      pid,
      args: { items: depth },
    })
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

  #trackOf(event: ForkscopeEvent & { proc?: number }): { pid: number; tid: number } {
    const proc = event.proc ?? 0
    return { ...this.#participants.track(proc), ...this.#tidOf(event, proc) }
  }

  #tidOf(event: ForkscopeEvent, proc: number): { tid?: number } {
    return event.tid === undefined ? {} : { tid: this.#participants.track(proc, event.tid).tid }
  }
}

const length = (start: number, end: number) => Math.max(SHORTEST, end - start)
/** What put an item, or got it. */
type Item = EventOf<"queue.put.finished"> | EventOf<"queue.get.finished">

function itemIn(event: ForkscopeEvent): Item | undefined {
  const isOfQueue = event.type === "queue.put.finished" || event.type === "queue.get.finished"
  return isOfQueue && event.outcome === "ok" && event.item !== undefined ? event : undefined
}

const keyOf = ({ queue, item }: Item) => `q${queue}.${item}`

/** A get waits for its item: the arrow leads to where it has it. */
function itemOf(get: Slice, event: Item): Slice {
  const { pid, tid, ts, dur } = get
  const arrow = { id: keyOf(event), way: "in" } as const
  return { name: `item ${event.item}`, cat: "item", pid, tid, ts: ts + dur - SHORTEST, dur: SHORTEST, arrow }
}

const placeOf = ({ file, line }: Site) => `${file}:${line}`

function resultOf(event: ForkscopeEvent): Record<string, unknown> {
  const { outcome, value, item } = event as { outcome?: unknown; value?: unknown; item?: unknown }
  return { outcome, ...(value === undefined ? {} : { value }), ...(item === undefined ? {} : { item }) }
}
