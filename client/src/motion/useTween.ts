import { type RefObject, useLayoutEffect, useRef } from "react"
import { calm, easeOut, WALK } from "./ease.ts"
import { animate } from "./loop.ts"

interface Tween {
  values: readonly number[]
  target: string
  stop: (() => void) | null
}

/**
 * Animates an element's numbers to `target`: from their current values or, when new, from `from`. It writes attributes
 * directly, without rendering. When the number of values changes (a route with more bends), the target is set at once.
 */
export function useTween<E extends Element>(
  target: readonly number[],
  apply: (element: E, values: readonly number[]) => void,
  from: readonly number[] = target,
  ms: number = WALK,
): RefObject<E | null> {
  const ref = useRef<E>(null)
  const tween = useRef<Tween | null>(null)
  const key = target.join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: `target` is compared by `key`; `apply` stays the same.
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    tween.current ??= { values: from, target: from.join(), stop: null }
    const state = tween.current
    const start = state.values
    const duration = start.length === target.length ? calm(ms) : 0
    const reach = (share: number) => {
      state.values = target.map((value, place) => value + ((start[place] ?? value) - value) * (1 - share))
      apply(element, state.values)
    }
    state.stop?.()
    state.stop = null
    if (key === state.target || duration === 0) {
      state.target = key
      reach(1)
      return
    }
    state.target = key
    reach(0)
    let begun = 0
    state.stop = animate((now) => {
      begun ||= now
      const share = Math.min(1, (now - begun) / duration)
      reach(easeOut(share))
      return share < 1
    })
  }, [key, ms])
  useLayoutEffect(() => () => tween.current?.stop?.(), [])
  return ref
}
