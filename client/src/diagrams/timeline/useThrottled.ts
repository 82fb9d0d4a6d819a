import { useEffect, useRef, useState } from "react"

/** A value that changes at most once in so many ms; the newest comes at last. */
export function useThrottled<T>(value: T, every: number): T {
  const [shown, setShown] = useState(value)
  const shownAt = useRef(0)
  useEffect(() => {
    const show = () => {
      shownAt.current = performance.now()
      setShown(value)
    }
    const timer = setTimeout(show, Math.max(0, shownAt.current + every - performance.now()))
    return () => clearTimeout(timer)
  }, [value, every])
  return shown
}
