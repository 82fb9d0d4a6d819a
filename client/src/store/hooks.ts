import type { Finding } from "@forkscope/shared/findings"
import type { World } from "@forkscope/shared/world"
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from "react"
import { type StoreApi, useStore } from "zustand"
import type { Facts } from "./facts.ts"
import type { Session } from "./session.ts"

export const SessionContext = createContext<Session | null>(null)

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error("Expected a SessionContext around every panel")
  return session
}

/** A hook that reads from one of the session's stores. */
const reading =
  <State>(storeOf: (session: Session) => StoreApi<State>) =>
  <T>(select: (state: State) => T): T =>
    useStore(storeOf(useSession()), select)

export const usePage = reading(({ page }) => page)
export const usePrograms = reading(({ programs }) => programs)
export const useTime = reading(({ time }) => time)
export const useComparing = reading(({ comparing }) => comparing)
/** Follows every frame, for things that move. Text uses `useCalmFacts`. */
export const useFacts = reading(({ facts }) => facts)

/** Whether the page shows the past. */
export const useIsPast = (): boolean => useTime(({ recording }) => recording !== null)

/** Whether there is anything to draw: a watched run or a recording. */
export function useHasRun(): boolean {
  const isPast = useIsPast()
  return useFacts(({ run }) => run !== null) || isPast
}

/** The facts a few times a second: figures that change faster cannot be read. */
export function useCalmFacts(every = 200): Facts {
  const { facts } = useSession()
  const [calm, setCalm] = useState(() => facts.getState())
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null
    let shownAt = 0
    const show = () => {
      timer = null
      shownAt = performance.now()
      setCalm(facts.getState())
    }
    const onChange = (next: Facts, before: Facts) => {
      if (next.epoch !== before.epoch) {
        if (timer) clearTimeout(timer)
        show()
      } else timer ??= setTimeout(show, Math.max(0, shownAt + every - performance.now()))
    }
    const unsubscribe = facts.subscribe(onChange)
    show()
    return () => {
      unsubscribe()
      if (timer) clearTimeout(timer)
    }
  }, [facts, every])
  return calm
}

export function useCalmWorld(every?: number): World {
  return useCalmFacts(every).world
}

/** The findings of what is shown, the most severe first. */
export function useFindings(): readonly Finding[] {
  const { findings } = useSession()
  return useSyncExternalStore(findings.subscribe, findings.current)
}

/** Whether commands are possible: with the full token, a server, and a run that goes on. */
export function useCanAct(): boolean {
  const canAct = usePage(({ welcome, connection }) => connection === "connected" && welcome?.canAct === true)
  const isOver = useFacts(({ world }) => world.run?.ended != null)
  const isPast = useIsPast()
  return canAct && !isOver && !isPast
}

/** Whether the watched run is a lab. */
export function useIsLab(): boolean {
  return useFacts(({ world }) => world.run?.kind === "lab")
}
