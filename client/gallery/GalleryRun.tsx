import type { ForkscopeEvent } from "@forkscope/shared/events"
import { History } from "@forkscope/shared/history"
import { EMPTY_WORLD, type EntityRef, fold, type World } from "@forkscope/shared/world"
import { useEffect, useState } from "react"
import { Scene, Timeline } from "../src/diagrams/index.ts"

interface Props {
  readonly name: string
  readonly events: readonly ForkscopeEvent[]
  /** Seconds of the run at which the diagrams are shown; null: at its end. */
  readonly at: number | null
  /** Whether the run plays from there. */
  readonly isPlaying: boolean
}

const worldAt = (events: readonly ForkscopeEvent[], at: number): World =>
  fold(
    EMPTY_WORLD,
    events.filter((event) => event.at <= at),
  )

function historyOf(events: readonly ForkscopeEvent[], at: number): History {
  const history = new History()
  history.follow(events.filter((event) => event.at <= at))
  return history
}

/** Every diagram of one recorded run. */
export function GalleryRun({ name, events, at, isPlaying }: Props) {
  const start = at === null ? Number.POSITIVE_INFINITY : at * 1e6
  const [world, setWorld] = useState(() => worldAt(events, start))
  const [history, setHistory] = useState(() => historyOf(events, start))
  const [selected, onSelect] = useState<EntityRef | null>(null)
  useEffect(() => {
    if (!isPlaying) return
    const begun = performance.now()
    const from = Number.isFinite(start) ? start : 0
    const past = historyOf(events, from)
    setHistory(past)
    let next = events.findIndex((event) => event.at > from)
    let request = requestAnimationFrame(function step() {
      const now = from + (performance.now() - begun) * 1000
      const first = next
      while (next >= 0 && next < events.length && (events[next]?.at ?? 0) <= now) next++
      if (next > first) {
        past.follow(events.slice(first, next))
        setWorld(past.world)
      }
      request = requestAnimationFrame(step)
    })
    return () => cancelAnimationFrame(request)
  }, [events, start, isPlaying])
  const props = { name, world, selected, onSelect, pace: isPlaying ? 1 : 0 }
  return (
    <section className="gallery-run" aria-label={name} data-seq={world.seq}>
      <h1>{name}</h1>
      <div className="gallery-scene">
        <Scene {...props} />
      </div>
      <div className="gallery-timeline">
        <Timeline {...props} history={history} version={world.seq} />
      </div>
    </section>
  )
}
