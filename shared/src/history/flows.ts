import type { Slice, World } from "../world/index.ts"
import { Column } from "./column.ts"

export type FlowKind = "item" | "task" | "spawn"

/** One end of an arrow: a moment of a thread of a process. */
export interface FlowEnd {
  readonly proc: number
  readonly tid: number | null
  readonly at: number
  /** Of the slice that it belongs to: the event that began it; null: none. */
  readonly seq: number | null
  /** The lane of the thread that the slice lies in. */
  readonly lane: number
}

/** What led from one process to another: an item from its put to its get, a task from its submit to its start, a spawn. */
export interface Flow {
  readonly kind: FlowKind
  readonly from: FlowEnd
  readonly to: FlowEnd
}

/** All flows, in the order in which they arrived. */
export class Flows {
  readonly #flows: Flow[] = []
  readonly #arrived = new Column()
  /** Ends of items whose other end is still to come, by queue and item. */
  readonly #puts = new Map<string, FlowEnd>()
  readonly #gets = new Map<string, FlowEnd>()
  readonly #spawned = new Set<number>()

  get length(): number {
    return this.#flows.length
  }

  /** Takes what a slice says of the end of a flow. `world` is one soon after its end. */
  slice(world: World, proc: number, slice: Slice, lane: number): void {
    const { kind, target, item, start, end, tid, seq } = slice
    if (target.kind === "queue" && item !== null && (kind === "put" || kind === "get")) {
      const key = `${target.id} ${item}`
      const here = { proc, tid, at: end, seq, lane }
      const [mine, others] = kind === "put" ? [this.#puts, this.#gets] : [this.#gets, this.#puts]
      const other = others.get(key)
      if (other) {
        others.delete(key)
        if (kind === "put") this.#add("item", here, other)
        else this.#add("item", other, here)
      } else mine.set(key, here)
    } else if (kind === "task" && target.kind === "task") {
      const task = world.tasks[target.id]
      if (task)
        this.#add(
          "task",
          { proc: task.by, tid: null, at: task.submittedAt, seq: null, lane: 0 },
          { proc, tid, at: start, seq, lane },
        )
    }
  }

  /** Takes the beginning of a process. */
  spawn(proc: number, parent: number, at: number): void {
    if (this.#spawned.has(proc)) return
    this.#spawned.add(proc)
    const end = { tid: null, at, seq: null, lane: 0 }
    this.#add("spawn", { proc: parent, ...end }, { proc, ...end })
  }

  /** Those that touch a stretch of time, or null where they are more than `most`. */
  within(start: number, end: number, most: number): readonly Flow[] | null {
    const from = this.#arrived.after(start)
    const to = this.#arrived.after(end, from)
    return to - from > most ? null : this.#flows.slice(from, to)
  }

  /** Those that begin or end at a slice. */
  of(seq: number): Flow[] {
    return this.#flows.filter(({ from, to }) => from.seq === seq || to.seq === seq)
  }

  /** Forgets those that arrived before a moment. */
  drop(before: number): void {
    const count = this.#arrived.after(before)
    this.#flows.splice(0, count)
    this.#arrived.drop(count)
  }

  #add(kind: FlowKind, from: FlowEnd, to: FlowEnd): void {
    this.#flows.push({ kind, from, to })
    this.#arrived.push(Math.max(this.#arrived.last, to.at))
  }
}
