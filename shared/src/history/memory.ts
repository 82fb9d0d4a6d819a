import type { ForkscopeEvent } from "../events/index.ts"
import type { World } from "../world/index.ts"
import { Steps } from "./steps.ts"

/**
 * Memory of all processes of a run together, kB; shared memory is counted for each process. It is computed event by
 * event, since a peak may lie between two worlds.
 */
export class MemoryTrack {
  readonly steps = new Steps()
  readonly #of = new Map<number, number>()
  readonly #gone = new Set<number>()
  #total = 0

  /** Starts from the memory figures of a world. */
  begin(world: World): void {
    this.#of.clear()
    this.#total = 0
    for (const { id, memory, exitedAt } of Object.values(world.processes)) {
      if (exitedAt !== null) this.#gone.add(id)
      else if (memory) this.#set(id, memory.rss)
    }
    this.#push(world.at)
  }

  /** Adds the events after event `seq`. */
  follow(events: readonly ForkscopeEvent[], seq: number): void {
    for (const event of events) {
      if (event.seq <= seq) continue
      if (event.type === "process.sampled") {
        if (event.rss === undefined || this.#gone.has(event.proc)) continue
        this.#set(event.proc, event.rss)
      } else if (event.type === "process.exited" || event.type === "process.reaped") {
        this.#set(event.proc, 0)
        this.#gone.add(event.proc)
      } else if (event.type === "process.merged") {
        this.#set(event.into, this.#of.get(event.proc) ?? 0)
        this.#set(event.proc, 0)
      } else continue
      this.#push(event.at)
    }
  }

  #set(proc: number, rss: number): void {
    this.#total += rss - (this.#of.get(proc) ?? 0)
    if (rss === 0) this.#of.delete(proc)
    else this.#of.set(proc, rss)
  }

  #push(at: number): void {
    if (this.#total !== this.steps.value.last) this.steps.push(at, this.#total)
  }
}
