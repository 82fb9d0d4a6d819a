import type { Slice } from "../world/index.ts"
import { Column } from "./column.ts"

const FAILED = new Set(["error", "full", "empty", "timeout", "lost", "interrupted"])

export const isFailed = ({ outcome }: Slice): boolean => FAILED.has(outcome)

/** Whether it is a wait; else it is work: a task, or a line of a lab. */
export const isWait = (kind: Slice["kind"]): boolean => kind !== "task" && kind !== "line"

/**
 * What one thread did of one kind, in the order in which it ended. A thread does one thing at a time, so the slices do not
 * overlap, and how much of any stretch they cover is the difference of two sums.
 */
export class SliceTrack {
  readonly slices: Slice[] = []
  readonly #ends = new Column()
  /** Of all slices up to each one: µs that they cover, and how many failed. */
  readonly #covered = new Column()
  readonly #failed = new Column()
  /** The sums of what was forgotten. */
  #before = { covered: 0, failed: 0 }

  get length(): number {
    return this.slices.length
  }

  push(slice: Slice): void {
    // Clocks of several sources: an end may seem to be a little before the one before.
    const end = Math.max(this.#ends.last, slice.end)
    const start = Math.min(end, Math.max(this.#ends.last, slice.start))
    this.slices.push(slice)
    const { covered, failed } = this.#sumsUntil(this.length - 1)
    this.#covered.push(covered + end - start)
    this.#failed.push(failed + (isFailed(slice) ? 1 : 0))
    this.#ends.push(end)
  }

  /** Puts a slice in the place of the one that the same event began: its end is known better now. @returns whether that is here. */
  amend(slice: Slice): boolean {
    const place = this.slices.findLastIndex(({ seq }) => seq === slice.seq)
    if (place < 0) return false
    const later = this.slices.splice(place).slice(1)
    for (const column of [this.#ends, this.#covered, this.#failed]) column.cut(place)
    for (const one of [slice, ...later]) this.push(one)
    return true
  }

  /** The first place, from `from` on, of a slice that ends after `at`. */
  endingAfter(at: number, from = 0): number {
    return this.#ends.after(at, from)
  }

  /** µs that the slices from one place up to before another cover, and how many of them failed. */
  sumOf(from: number, to: number): { covered: number; failed: number } {
    const [first, last] = [this.#sumsUntil(from), this.#sumsUntil(to)]
    return { covered: last.covered - first.covered, failed: last.failed - first.failed }
  }

  /** µs before `at` that are covered. */
  coveredUntil(at: number): number {
    const place = this.endingAfter(at)
    const before = this.#sumsUntil(place).covered
    const slice = this.slices[place]
    return slice && slice.start < at
      ? before + at - Math.max(slice.start, place > 0 ? this.#ends.at(place - 1) : 0)
      : before
  }

  /** Forgets what ended before a moment. */
  drop(before: number): void {
    const count = this.endingAfter(before)
    this.#before = this.#sumsUntil(count)
    this.slices.splice(0, count)
    for (const column of [this.#ends, this.#covered, this.#failed]) column.drop(count)
  }

  /** Of all slices before a place, forgotten ones too. */
  #sumsUntil(place: number): { covered: number; failed: number } {
    return place > 0 ? { covered: this.#covered.at(place - 1), failed: this.#failed.at(place - 1) } : this.#before
  }
}
