import type { EventOf, ForkscopeEvent, Site } from "../events/index.ts"
import type { Cast } from "./cast.ts"
import { opName } from "./opName.ts"

/**
 * One line of a Chrome trace: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU, in the parts
 * of it that https://perfetto.dev/docs/getting-started/other-formats says Perfetto reads. Times in µs.
 */
export interface TraceEvent {
  ph: "X" | "M" | "C" | "s" | "f" | "i"
  name: string
  pid: number
  tid?: number
  ts?: number
  dur?: number
  cat?: string
  id?: string
  bp?: "e"
  s?: "p"
  args?: Record<string, unknown>
}

interface Open {
  readonly event: ForkscopeEvent & { proc?: number }
  readonly name: string
}

/** A slice shorter than this is not hit by the arrow that begins or ends in it, µs. */
const SHORTEST = 1

/**
 * Turns events into a trace: a track for each thread with what it did and waited for, arrows from put to its get, from
 * submit to its task and from a process to its child, counters of depths, busy slots, memory and states.
 */
export class TraceWriter {
  readonly #cast: Cast
  readonly #ops = new Map<number, Open>()
  readonly #tasks = new Map<number, { name: string; args: string; open?: Open; thread?: number | undefined }>()
  readonly #lines = new Map<number, { code: string; open?: Open }>()
  /** Items that were put and not got yet: only from those can an arrow come. */
  readonly #items = new Set<string>()
  readonly #names = new Map<string, string>()
  readonly #born = new Set<number>()
  readonly #busy = new Map<number, number>()
  readonly #samples = new Map<number, EventOf<"process.sampled">>()
  #out: TraceEvent[] = []
  #at = 0

  /** @param cast Who takes part: of all events of the recording. */
  constructor(cast: Cast) {
    this.#cast = cast
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
    for (const open of this.#ops.values()) this.#slice(open, this.#at, going)
    for (const { open } of this.#tasks.values()) if (open) this.#slice(open, this.#at, going)
    for (const { open } of this.#lines.values()) if (open) this.#slice(open, this.#at, going)
    for (const one of this.#cast.all()) {
      const { pid, tid } = this.#cast.track(one.proc)
      this.#out.push({ ph: "M", name: "process_name", pid, args: { name: one.name } })
      this.#out.push({ ph: "M", name: "process_sort_index", pid, args: { sort_index: one.proc } })
      this.#out.push({ ph: "M", name: "thread_name", pid, tid, args: { name: "main" } })
      for (const thread of one.threads) {
        this.#out.push({
          ph: "M",
          name: "thread_name",
          ...this.#cast.track(one.proc, thread.tid),
          args: { name: thread.name },
        })
      }
      if (one.bornAt === null) continue
      const end = one.exitedAt ?? this.#at
      const args = { pid: one.pid, exitCode: one.exitCode }
      this.#out.push({
        ph: "X",
        name: one.name,
        cat: "process",
        ts: one.bornAt,
        dur: length(one.bornAt, end),
        pid,
        tid,
        args,
      })
    }
    return this.#take()
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
      case "process.spawned":
        // Several sources may tell of one birth.
        if (event.parent !== undefined && !this.#born.has(event.proc)) this.#isBorn(event, event.parent)
        return
      case "process.signaled":
        this.#out.push({ ph: "i", s: "p", name: event.signal, ts: event.at, ...this.#cast.track(event.proc) })
        return
      case "process.sampled":
        this.#sampled(event)
        return
      case "queue.sampled":
        this.#depth(event)
        return
      case "queue.put.finished":
        if (event.outcome === "ok" && event.item !== undefined)
          this.#arrow("s", event, `q${event.queue}.${event.item}`, "item")
        this.#depth(event)
        break
      case "queue.get.finished":
        if (event.outcome === "ok" && event.item !== undefined)
          this.#arrow("f", event, `q${event.queue}.${event.item}`, "item")
        this.#depth(event)
        break
      case "task.submitted":
        this.#tasks.set(event.task, { name: event.fn, args: event.args })
        this.#moment(event, event.proc, `submit ${event.fn}`, "task")
        this.#out.push({
          ph: "s",
          name: "task",
          cat: "task",
          id: `t${event.task}`,
          ts: event.at,
          ...this.#trackOf(event),
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
    if (!("op" in event)) return
    if (event.type.endsWith(".started"))
      this.#ops.set(event.op, { event, name: opName(event, this.#names, this.#cast) })
    else {
      const open = this.#ops.get(event.op)
      this.#ops.delete(event.op)
      if (open) this.#slice(open, event.at, resultOf(event))
    }
  }

  #slice({ event, name }: Open, end: number, more: Record<string, unknown>): void {
    const { site } = event
    const value = "value" in event ? { value: event.value } : {}
    const args = { ...value, ...more, ...(site ? { line: placeOf(site) } : {}) }
    const cat = event.type.split(".")[0] ?? ""
    this.#out.push({ ph: "X", name, cat, ts: event.at, dur: length(event.at, end), ...this.#trackOf(event), args })
  }

  /** An arrow's end lies in the slice that this event completes. */
  #arrow(
    ph: "s" | "f",
    event: EventOf<"queue.put.finished"> | EventOf<"queue.get.finished">,
    id: string,
    name: string,
  ): void {
    const open = this.#ops.get(event.op)
    if (!open) return
    if (ph === "s") this.#items.add(id)
    else if (!this.#items.delete(id)) return
    const ts = ph === "s" ? open.event.at : Math.max(open.event.at, event.at - SHORTEST)
    const track = this.#trackOf(open.event)
    this.#out.push({ ph, name, cat: name, id, ts, ...(ph === "f" ? { bp: "e" as const } : {}), ...track })
  }

  #isBorn({ proc, ...event }: EventOf<"process.spawned">, parent: number): void {
    this.#born.add(proc)
    const ts = this.#cast.bornAt(proc) ?? event.at
    const arrow = { name: "process", cat: "process", id: `p${proc}`, ts }
    const name = `start ${this.#cast.nameOf(proc)}`
    this.#out.push({ ph: "X", name, cat: "process", ts, dur: SHORTEST, ...this.#cast.track(parent) })
    this.#out.push({ ph: "s", ...arrow, ...this.#cast.track(parent) })
    this.#out.push({ ph: "f", bp: "e", ...arrow, ...this.#cast.track(proc) })
  }

  /** What takes no time has a slice all the same: arrows need one. */
  #moment(event: ForkscopeEvent, proc: number, name: string, cat: string): void {
    this.#out.push({
      ph: "X",
      name,
      cat,
      ts: event.at,
      dur: SHORTEST,
      ...this.#cast.track(proc),
      ...this.#tidOf(event, proc),
    })
  }

  #taskStarted(event: EventOf<"task.started">): void {
    const task = this.#tasks.get(event.task) ?? { name: "task", args: "" }
    task.open = { event, name: `${task.name}(${task.args})` }
    this.#tasks.set(event.task, task)
    const track = this.#trackOf(event)
    this.#out.push({ ph: "f", bp: "e", name: "task", cat: "task", id: `t${event.task}`, ts: event.at, ...track })
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
    const pid = this.#cast.track(this.#cast.ownerOf(pool) ?? proc).pid
    this.#out.push({
      ph: "C",
      name: `${this.#names.get(`P${pool}`) ?? "pool"}: slots busy`,
      ts: at,
      pid,
      args: { busy },
    })
  }

  #depth({ queue, depth, at, proc }: { queue: number; depth: number; at: number; proc: number }): void {
    const pid = this.#cast.track(this.#cast.holderOf(queue) ?? proc).pid
    this.#out.push({
      ph: "C",
      name: `${this.#names.get(`q${queue}`) ?? "queue"}: depth`,
      ts: at,
      pid,
      args: { items: depth },
    })
  }

  #sampled(event: EventOf<"process.sampled">): void {
    const { pid } = this.#cast.track(event.proc)
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
    return { ...this.#cast.track(proc), ...this.#tidOf(event, proc) }
  }

  #tidOf(event: ForkscopeEvent, proc: number): { tid?: number } {
    return event.tid === undefined ? {} : { tid: this.#cast.track(proc, event.tid).tid }
  }
}

const length = (start: number, end: number) => Math.max(SHORTEST, end - start)
const placeOf = ({ file, line }: Site) => `${file}:${line}`

function resultOf(event: ForkscopeEvent): Record<string, unknown> {
  const { outcome, value, item } = event as { outcome?: unknown; value?: unknown; item?: unknown }
  return { outcome, ...(value === undefined ? {} : { value }), ...(item === undefined ? {} : { item }) }
}
