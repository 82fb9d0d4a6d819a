import { useFacts, usePage, useTime } from "../../store/hooks.ts"

/** Id of the recording of what the page shows; null: it has none, or is a file of the user's own. */
export function useShownId(): string | null {
  const run = useFacts((facts) => facts.run)
  const recorded = usePage(({ runs }) => runs?.find(({ id }) => id === run)?.recording ?? null)
  const isPast = useTime(({ recording }) => recording !== null)
  const played = useTime(({ id }) => id)
  return isPast ? played : recorded
}
