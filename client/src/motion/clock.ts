import type { World } from "@forkscope/shared/world"
import { createContext, useContext, useLayoutEffect, useState } from "react"

/** µs of difference that are caught up smoothly; a larger one is a jump. */
const SMOOTH = 400_000

/**
 * The run's time between two worlds, for everything that moves continuously: the head, timeout rings, progress bars.
 * Each batch brings a world and its time; from there the clock continues with the wall clock, also while no events
 * come. It never runs backwards while it follows.
 */
export class Clock {
  #at = 0
  #wall = 0
  #pace = 1
  #shown = 0

  /** Sets the time `at` of a new world; `pace` is run seconds per second, 0 while time is stopped. */
  follow(at: number, pace: number, wall = performance.now()): void {
    if (at === this.#at && pace === this.#pace) return
    const shown = this.now(wall)
    const isJump = pace === 0 || Math.abs(at - shown) > SMOOTH
    this.#at = at
    this.#pace = pace
    this.#wall = wall
    this.#shown = isJump ? at : shown
  }

  now(wall = performance.now()): number {
    const passed = Math.max(0, wall - this.#wall) * 1000 * this.#pace
    this.#shown = this.#pace === 0 ? this.#at : Math.max(this.#shown, this.#at + passed)
    return this.#shown
  }

  get isMoving(): boolean {
    return this.#pace !== 0
  }
}

export const ClockContext = createContext(new Clock())

/**
 * A clock that follows a world and stops when the run is over. @param at The time, µs, where it is later than the
 * world's.
 */
export function useFollowing(world: World, pace: number, at = world.at): Clock {
  const [clock] = useState(() => new Clock())
  useLayoutEffect(() => clock.follow(at, world.run && !world.run.ended ? pace : 0), [clock, world, at, pace])
  return clock
}

export const useClock = () => useContext(ClockContext)
