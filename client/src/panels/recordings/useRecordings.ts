import type { RecordingsAnswer } from "@forkscope/shared/socket"
import { useCallback, useEffect, useState } from "react"
import { usePage, useSession } from "../../store/hooks.ts"

/** The recordings of the server; asked for again when a run ends or goes. */
export function useRecordings(): { answer: RecordingsAnswer | null; reload(): void } {
  const session = useSession()
  const [answer, setAnswer] = useState<RecordingsAnswer | null>(null)
  const isConnected = usePage(({ connection }) => connection === "connected")
  const runs = usePage(({ runs }) => (runs ?? []).map(({ id, state }) => `${id} ${state}`).join())
  const reload = useCallback(async () => {
    const told = await session.ask("recordings.list", {})
    if (told.ok) setAnswer(told.result)
  }, [session])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a run that ended is a recording from then on.
  useEffect(() => {
    if (isConnected) void reload()
  }, [isConnected, runs, reload])
  return { answer, reload: () => void reload() }
}
