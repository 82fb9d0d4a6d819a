/** Limits a rate: so many units a second, and a burst after a pause. It may go into debt; the caller then waits. */
export class TokenBucket {
  readonly #rate: number
  readonly #burst: number
  #tokens: number
  #at: number

  /** @param now ms, of a monotonic clock; the same in all methods */
  constructor(rate: number, burst: number, now: number) {
    this.#rate = rate
    this.#burst = burst
    this.#tokens = burst
    this.#at = now
  }

  available(now: number): number {
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) * this.#rate) / 1000)
    this.#at = now
    return Math.max(0, Math.floor(this.#tokens))
  }

  spend(units: number): void {
    this.#tokens -= units
  }

  /** Time until the debt is paid, ms. */
  debt(now: number): number {
    this.available(now)
    return Math.max(0, (-this.#tokens * 1000) / this.#rate)
  }
}
