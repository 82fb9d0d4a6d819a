import type { EntityRef } from "@forkscope/shared/world"
import { type ComponentType, lazy, Suspense, useCallback } from "react"
import { useFacts, useIsPast, usePage, useSession, useTime } from "../../store/hooks.ts"

const diagrams = () => import("../../diagrams/index.ts")
const Seats = lazy(async () => ({ default: (await diagrams()).Seats }))
const Stage = lazy(async () => ({ default: (await diagrams()).Stage }))
const Timeline = lazy(async () => ({ default: (await diagrams()).Timeline }))

type Diagram = ComponentType<Parameters<typeof import("../../diagrams/index.ts").Stage>[0]>

/** Gives a diagram the world of every frame. */
function Drawing({ of: Diagram }: { of: Diagram }) {
  const session = useSession()
  const world = useFacts((facts) => facts.world)
  const selected = usePage((page) => page.selected)
  // Without a server nothing moves, so the clock of the drawing stands still too.
  const isConnected = usePage(({ connection }) => connection === "connected")
  const isOver = world.run?.ended != null
  const pace = useTime(({ recording, isPlaying, speed }) => (recording === null ? 1 : isPlaying ? speed : 0))
  const isPast = useIsPast()
  const select = useCallback((ref: EntityRef | null) => session.select(ref), [session])
  return (
    <Suspense>
      <Diagram
        world={world}
        selected={selected}
        onSelect={select}
        pace={(isConnected || isPast) && !isOver ? pace : 0}
      />
    </Suspense>
  )
}

export const SeatsDrawing = () => <Drawing of={Seats} />
export const StageDrawing = () => <Drawing of={Stage} />
export const TimelineDrawing = () => <Drawing of={Timeline} />
