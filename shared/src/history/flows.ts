import type { Slice, World } from "../world/index.ts"
import { Column } from "./column.ts"

export type FlowKind = "item" | "task" | "spawn"

/** One end of an arrow: a time in a thread of a process. */
export interface FlowEnd {
  readonly proc: number
  readonly tid: number | null
  readonly at: number
  /** The event that began the slice that this end belongs to; null: no slice. */
  readonly seq: number | null
  /** The slice's lane of the thread. */
  readonly lane: number
}

/** An arrow between processes: an item from its put to its get, a task from its submit to its start, or a spawn. */
export interface Flow {
  readonly kind: FlowKind
  readonly from: FlowEnd
  readonly to: FlowEnd
}

/** All flows, in the order in which they arrived. */
export class Flows {
  readonly #flows: Flow[] = []
  readonly #arrived = new Column()
  /** Puts and gets of items whose other end has not arrived yet, by queue and item. */
  readonly #puts = new Map<string, FlowEnd>()
  readonly #gets = new Map<string, FlowEnd>()
  readonly #spawned = new Set<number>()

  get length(): number {
    return this.#flows.length
  }

  /** Adds the end of a flow that a slice belongs to. `world` is a world soon after the slice's end. */
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

  /** Adds the start of a process. */
  spawn(proc: number, parent: number, at: number): void {
    if (this.#spawned.has(proc)) return
    this.#spawned.add(proc)
    const end = { tid: null, at, seq: null, lane: 0 }
    this.#add("spawn", { proc: parent, ...end }, { proc, ...end })
  }

  /** The flows that overlap an interval, or null if there are more than `most`. */
  within(start: number, end: number, most: number): readonly Flow[] | null {
    const from = this.#arrived.after(start)
    const to = this.#arrived.after(end, from)
    return to - from > most ? null : this.#flows.slice(from, to)
  }

  /** The flows that begin or end at the slice that event `seq` began. */
  of(seq: number): Flow[] {
    return this.#flows.filter(({ from, to }) => from.seq === seq || to.seq === seq)
  }

  /** Removes the flows that arrived before a time. */
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
