import type { Damage, Recording } from "@forkscope/shared/recording"
import { createStore } from "zustand/vanilla"

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8] as const
export type Speed = (typeof SPEEDS)[number]

/** The time that the page shows. The world at that time is in `Facts`. */
export interface Time {
  /** The open recording; null: the page is live. */
  readonly recording: Recording | null
  /** Its id on the server; null for a file of the user. */
  readonly id: string | null
  readonly isLoading: boolean
  /** Share of it that the timeline has read, 0 to 1. */
  readonly read: number
  readonly isPlaying: boolean
  readonly speed: Speed
  /** Why its end cannot be shown; null: all of it can. */
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
