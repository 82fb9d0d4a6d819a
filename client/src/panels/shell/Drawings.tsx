import type { EntityRef } from "@forkscope/shared/world"
import { type ComponentType, lazy, Suspense, useCallback } from "react"
import type { DiagramProps } from "../../diagrams/types.ts"
import { useFacts, useFindings, useIsPast, usePage, useSession, useTime } from "../../store/hooks.ts"
import { FindInTime } from "../time/FindInTime.tsx"

const diagrams = () => import("../../diagrams/index.ts")
const Scene = lazy(async () => ({ default: (await diagrams()).Scene }))
const Timeline = lazy(async () => ({ default: (await diagrams()).Timeline }))

/** Gives a diagram the current world at every frame. */
function Drawing({ of: Diagram }: { of: ComponentType<DiagramProps> }) {
  const session = useSession()
  const world = useFacts((facts) => facts.world)
  const selected = usePage((page) => page.selected)
  // Without a server no events come, so the drawing's clock stops too.
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

/** The scene with the same findings as in all panels. */
const SceneWithFindings = (props: DiagramProps) => <Scene {...props} findings={useFindings()} />

export const SceneDrawing = () => <Drawing of={SceneWithFindings} />

/** The timeline with the run's past and, for a recording, its future. */
function TimelineWithHistory(props: DiagramProps) {
  const session = useSession()
  const history = useFacts((facts) => facts.history)
  const version = useFacts((facts) => facts.version)
  const window = usePage((page) => page.window)
  const slice = usePage((page) => page.slice)
  const isPacked = usePage((page) => page.isPacked)
  const hidesHelpers = usePage((page) => page.hidesHelpers)
  const end = useTime(({ recording }) => recording?.at ?? null)
  return (
    <Timeline
      {...props}
      history={history}
      version={version}
      window={window}
      onWindow={session.showWindow}
      end={end}
      slice={slice}
      onSlice={session.selectSlice}
      onSeek={session.playback.seekTime}
      isPacked={isPacked}
      hidesHelpers={hidesHelpers}
      corner={<FindInTime />}
    />
  )
}

export const TimelineDrawing = () => <Drawing of={TimelineWithHistory} />
