import type { Damage, Recording } from "@forkscope/shared/recording"
import { createStore } from "zustand/vanilla"

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8] as const
export type Speed = (typeof SPEEDS)[number]

/** Where in time the page stands. What is drawn then is in `Facts`. */
export interface Time {
  /** What is played; null: what is drawn happens now. */
  readonly recording: Recording | null
  /** Its id on the server; null for a file of the user's own. */
  readonly id: string | null
  readonly isLoading: boolean
  /** How much of it the timeline knows, 0 to 1. */
  readonly read: number
  readonly isPlaying: boolean
  readonly speed: Speed
  /** Why its end can't be seen; null: all of it can. */
  readonly damage: Damage | null
}

export const NOW: Time = {
  recording: null,
  id: null,
  isLoading: false,
  read: 1,
  isPlaying: false,
  speed: 1,
  damage: null,
}

export function createTime() {
  return createStore<Time>(() => NOW)
}

export type TimeStore = ReturnType<typeof createTime>
