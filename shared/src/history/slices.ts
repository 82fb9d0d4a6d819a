import type { Slice } from "../world/index.ts"
import { Column } from "./column.ts"

const FAILED = new Set(["error", "full", "empty", "timeout", "lost", "interrupted"])

export const isFailed = ({ outcome }: Slice): boolean => FAILED.has(outcome)

/** Whether a slice is a wait; otherwise it is work: a task, or a line of a lab. */
export const isWait = (kind: Slice["kind"]): boolean => kind !== "task" && kind !== "line"

/**
 * Slices of one thread that do not overlap, its work or one lane of its waits, in the order in which they ended. How
 * much of an interval they cover is the difference of two sums.
 */
export class SliceTrack {
  readonly slices: Slice[] = []
  readonly #ends = new Column()
  /** Sums over all slices up to each one: µs covered, and number of failures. */
  readonly #covered = new Column()
  readonly #failed = new Column()
  /** The sums of the slices that were dropped. */
  #before = { covered: 0, failed: 0 }

  get length(): number {
    return this.slices.length
  }

  push(slice: Slice): void {
    // Sources have their own clocks: an end may seem to be a little earlier than the end before it.
    const end = Math.max(this.#ends.last, slice.end)
    const start = Math.min(end, Math.max(this.#ends.last, slice.start))
    this.slices.push(slice)
    const { covered, failed } = this.#sumsUntil(this.length - 1)
    this.#covered.push(covered + end - start)
    this.#failed.push(failed + (isFailed(slice) ? 1 : 0))
    this.#ends.push(end)
  }

  /** Replaces the slice that the same event began by one with a more exact end. @returns whether it was found here. */
  amend(slice: Slice): boolean {
    const place = this.slices.findLastIndex(({ seq }) => seq === slice.seq)
    if (place < 0) return false
    const later = this.slices.splice(place).slice(1)
    for (const column of [this.#ends, this.#covered, this.#failed]) column.cut(place)
    for (const one of [slice, ...later]) this.push(one)
    return true
  }

  /** The first index, from `from` on, of a slice that ends after `at`. */
  endingAfter(at: number, from = 0): number {
    return this.#ends.after(at, from)
  }

  /** µs covered by the slices from index `from` up to before `to`, and how many of them failed. */
  sumOf(from: number, to: number): { covered: number; failed: number } {
    const [first, last] = [this.#sumsUntil(from), this.#sumsUntil(to)]
    return { covered: last.covered - first.covered, failed: last.failed - first.failed }
  }

  /** µs covered before `at`, including slices that were dropped. */
  coveredUntil(at: number): number {
    const place = this.endingAfter(at)
    const before = this.#sumsUntil(place).covered
    const slice = this.slices[place]
    return slice && slice.start < at
      ? before + at - Math.max(slice.start, place > 0 ? this.#ends.at(place - 1) : 0)
      : before
  }

  /** Removes the slices that ended before a time. */
  drop(before: number): void {
    const count = this.endingAfter(before)
    this.#before = this.#sumsUntil(count)
    this.slices.splice(0, count)
    for (const column of [this.#ends, this.#covered, this.#failed]) column.drop(count)
  }

  /** The sums over all slices before an index, including those that were dropped. */
  #sumsUntil(place: number): { covered: number; failed: number } {
    return place > 0 ? { covered: this.#covered.at(place - 1), failed: this.#failed.at(place - 1) } : this.#before
  }
}
