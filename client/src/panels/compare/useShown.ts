import { useFacts, usePage, useTime } from "../../store/hooks.ts"

/** Recording id of the run or recording that the page shows; null: not recorded, or a file of the user. */
export function useShownId(): string | null {
  const run = useFacts((facts) => facts.run)
  const recorded = usePage(({ runs }) => runs?.find(({ id }) => id === run)?.recording ?? null)
  const isPast = useTime(({ recording }) => recording !== null)
  const played = useTime(({ id }) => id)
  return isPast ? played : recorded
}
