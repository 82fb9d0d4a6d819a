import { type RefObject, useEffect, useRef } from "react"
import { type Clock, useClock } from "./clock.ts"
import { animate } from "./loop.ts"

/** Redraws an element at the run's time: in every frame while time goes on, else when its inputs change. */
export function useEveryFrame<E extends Element>(
  draw: (element: E, at: number) => void,
  given?: Clock,
): RefObject<E | null> {
  const ref = useRef<E>(null)
  const around = useClock()
  const clock = given ?? around
  const latest = useRef(draw)
  latest.current = draw
  useEffect(() => {
    if (ref.current) latest.current(ref.current, clock.now())
  })
  useEffect(
    () =>
      animate(() => {
        if (ref.current && clock.isMoving) latest.current(ref.current, clock.now())
        return true
      }),
    [clock],
  )
  return ref
}
