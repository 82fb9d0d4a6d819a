import { useInterval } from "@mantine/hooks"
import { useState } from "react"

/** The wall clock, ms since 1970, updated every `every` ms. */
export function useNow(every: number): number {
  const [now, setNow] = useState(Date.now)
  useInterval(() => setNow(Date.now()), every, { autoInvoke: true })
  return now
}
