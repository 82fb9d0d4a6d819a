import type { RecordingsAnswer } from "@forkscope/shared/socket"
import { useCallback, useEffect, useState } from "react"
import { usePage, useSession } from "../../store/hooks.ts"

/** The recordings of the server; requested again when a run ends or is removed. */
export function useRecordings(): { answer: RecordingsAnswer | null; reload(): void } {
  const session = useSession()
  const [answer, setAnswer] = useState<RecordingsAnswer | null>(null)
  const isConnected = usePage(({ connection }) => connection === "connected")
  const runs = usePage(({ runs }) => (runs ?? []).map(({ id, state }) => `${id} ${state}`).join())
  const reload = useCallback(async () => {
    const told = await session.ask("recordings.list", {})
    if (told.ok) setAnswer(told.result)
  }, [session])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a run that has ended becomes a recording
  useEffect(() => {
    if (isConnected) void reload()
  }, [isConnected, runs, reload])
  return { answer, reload: () => void reload() }
}
