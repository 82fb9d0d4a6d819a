import { atExit } from "./emitter.ts"

/** µs over which operations are counted. */
const WINDOW = 100_000
/** Operations in one window that are reported one by one. */
const MOST = 30

/** Decides which operations are reported one by one, and counts all others exactly. */
export class Rate {
  readonly #say: (sends: number, recvs: number, interval: number) => void
  #windowStart = 0
  #inWindow = 0
  #counts = { send: 0, recv: 0 }
  #timer: NodeJS.Timeout | undefined

  /** @param say called with the counts since its last call, and the µs that they cover */
  constructor(say: (sends: number, recvs: number, interval: number) => void) {
    this.#say = say
    atExit(() => this.#flush())
  }

  /** Whether this operation is to be reported; if not, it was counted. */
  isSingle(verb: "send" | "recv"): boolean {
    const now = performance.now() * 1000
    if (now - this.#windowStart > WINDOW) {
      this.#flush()
      this.#windowStart = now
      this.#inWindow = 0
    }
    if (++this.#inWindow <= MOST) return true
    this.#counts[verb]++
    this.#timer ??= setTimeout(() => this.#flush(), WINDOW / 1000).unref()
    return false
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const { send, recv } = this.#counts
    if (send + recv === 0) return
    this.#counts = { send: 0, recv: 0 }
    this.#say(send, recv, Math.round(performance.now() * 1000 - this.#windowStart))
  }
}
