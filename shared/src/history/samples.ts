import { between, type Sample, type Shares } from "../world/index.ts"
import { Column } from "./column.ts"

/** The kernel's cumulative accounts of a process or thread: any two samples give the shares of an interval. */
export class SampleTrack {
  readonly #at = new Column()
  readonly #cpu = new Column()
  readonly #queued = new Column()

  get length(): number {
    return this.#at.length
  }

  /** Time of the newest sample; −1 if there is none. */
  get lastAt(): number {
    return this.length > 0 ? this.#at.last : -1
  }

  /** Adds the samples that are newer than the newest one. @param samples Oldest first. */
  take(samples: readonly Sample[]): void {
    for (const { at, cpu, queued } of samples) {
      if (at <= this.lastAt) continue
      this.#at.push(at)
      this.#cpu.push(cpu)
      this.#queued.push(queued)
    }
  }

  /** Removes the samples before a time, except the last of them. */
  drop(before: number): void {
    const count = Math.max(0, this.#at.after(before) - 1)
    for (const column of [this.#at, this.#cpu, this.#queued]) column.drop(count)
  }

  sample(place: number): Sample {
    return { at: this.#at.at(place), cpu: this.#cpu.at(place), queued: this.#queued.at(place) }
  }

  /** The first index, from `from` on, of a sample after `at`. */
  after(at: number, from = 0): number {
    return this.#at.after(at, from)
  }

  /** The shares of an interval around `at` of at least `interval` µs; null where nothing was measured around it. */
  sharesAt(at: number, interval: number): Shares | null {
    const next = this.after(at)
    if (next === 0 || this.length === 0) return null
    // No sample since then means that the counters have not changed.
    if (next === this.length) {
      const last = this.sample(next - 1)
      return at > last.at ? between(last, { ...last, at }) : null
    }
    const last = this.sample(next)
    let first = next - 1
    while (first > 0 && last.at - this.#at.at(first) < interval) first -= 1
    return between(this.sample(first), last)
  }
}
