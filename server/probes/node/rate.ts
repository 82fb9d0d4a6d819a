import { atExit } from "./emitter.ts"

/** µs over which operations are counted. */
const WINDOW = 100_000
/** Operations in one window that are reported one by one. */
const MOST = 30

/** Decides which operations are reported one by one, and counts all others exactly. */
export class Rate<Kind extends string> {
  readonly #say: (counts: Readonly<Record<Kind, number>>, interval: number) => void
  readonly #none: Readonly<Record<Kind, number>>
  #windowStart = Number.NEGATIVE_INFINITY
  #inWindow = 0
  #counts: Record<Kind, number>
  /** When the first counted operation came; undefined: none is counted. */
  #since: number | undefined
  #timer: NodeJS.Timeout | undefined

  /** @param say called with the counts since its last call, and the µs that they cover */
  constructor(kinds: readonly Kind[], say: (counts: Readonly<Record<Kind, number>>, interval: number) => void) {
    this.#say = say
    this.#none = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>
    this.#counts = { ...this.#none }
    atExit(() => this.#flush())
  }

  /** Whether the next operation is to be reported; if not, `count` has to be called. */
  admits(): boolean {
    const now = performance.now() * 1000
    // A thread that never returns to its event loop gets no timer.
    if (this.#since !== undefined && now - this.#since > WINDOW) this.#flush()
    if (now - this.#windowStart > WINDOW) {
      this.#windowStart = now
      this.#inWindow = 0
    }
    return ++this.#inWindow <= MOST
  }

  /** Counts an operation that is not reported by itself. */
  count(kind: Kind): void {
    this.#since ??= performance.now() * 1000
    this.#counts[kind]++
    this.#timer ??= setTimeout(() => this.#flush(), WINDOW / 1000).unref()
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#since === undefined) return
    const interval = Math.round(performance.now() * 1000 - this.#since)
    const counts = this.#counts
    this.#counts = { ...this.#none }
    this.#since = undefined
    this.#say(counts, interval)
  }
}
