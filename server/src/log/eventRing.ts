import type { ForkscopeEvent } from "@forkscope/shared/events"

/** The newest events of a run, up to a fixed number. A new event replaces the oldest; no event is moved. */
export class EventRing {
  readonly #limit: number
  readonly #slots: ForkscopeEvent[] = []
  /** Index of the next event once the ring is full; it is then also the index of the oldest event. */
  #next = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  push(event: ForkscopeEvent): void {
    this.#slots[this.#next] = event
    this.#next = (this.#next + 1) % this.#limit
  }

  /** The newest `count` events, oldest first. */
  newest(count: number): ForkscopeEvent[] {
    const slots = this.#slots
    const wanted = Math.max(0, Math.min(count, slots.length))
    if (wanted <= this.#next) return slots.slice(this.#next - wanted, this.#next)
    return [...slots.slice(slots.length - (wanted - this.#next)), ...slots.slice(0, this.#next)]
  }
}
