import { ENDING, type Finding, findingsOf } from "@forkscope/shared/findings"
import { isAlive, type World } from "@forkscope/shared/world"
import { useSyncExternalStore } from "react"
import { runNow } from "../../format/useRunNow.ts"
import { NO_FINDINGS, stableFindings } from "../../scenes/stableFindings.ts"
import { useSession } from "../../store/hooks.ts"
import type { Session } from "../../store/session.ts"

/** ms between two looks. */
const EVERY = 250

/** The findings of the watched run: looked for once for all who show them, and only while somebody does. */
class FindingsWatch {
  readonly #session: Session
  readonly #listeners = new Set<() => void>()
  #stable = NO_FINDINGS
  /** Those that went because their processes ended, and when: who stops a run that hangs wants to read on why. */
  #cutOff = new Map<string, { finding: Finding; at: number }>()
  #timer: ReturnType<typeof setInterval> | null = null
  #unsubscribe: (() => void) | null = null

  constructor(session: Session) {
    this.#session = session
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    if (this.#listeners.size === 1) {
      this.#timer = setInterval(() => this.#look(), EVERY)
      // Another run, or the whole of this one: what was found before holds no more.
      this.#unsubscribe = this.#session.facts.subscribe((next, before) => {
        if (next.epoch === before.epoch) return
        this.#cutOff.clear()
        this.#look()
      })
      this.#look()
    }
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size > 0) return
      if (this.#timer) clearInterval(this.#timer)
      this.#unsubscribe?.()
    }
  }

  readonly current = (): readonly Finding[] => this.#stable.findings

  #look(): void {
    const { world } = this.#session.facts.getState()
    const { page, playback } = this.#session
    // In the past findings are as they stood then.
    const isNow = page.getState().connection === "connected" && !playback.player.isOpen
    const found = world.run ? findingsOf(world, runNow(world, isNow, Date.now())) : []
    const before = this.#stable
    const all = [...found, ...this.#stoodAtTheEnd(world, found)]
    this.#stable = stableFindings(before, all, world.run?.wallClock, performance.now())
    if (this.#stable.findings !== before.findings) for (const listener of this.#listeners) listener()
  }

  /** What was wrong until the run was stopped: whoever ends all processes ends what was wrong with them, and mends nothing. */
  #stoodAtTheEnd(world: World, found: readonly Finding[]): readonly Finding[] {
    const ids = new Set(found.map(({ id }) => id))
    for (const finding of this.#stable.findings) {
      if (ids.has(finding.id) || this.#cutOff.has(finding.id)) continue
      if (finding.processes.some((id) => !isAliveIn(world, id))) this.#cutOff.set(finding.id, { finding, at: world.at })
    }
    for (const id of ids) this.#cutOff.delete(id)
    const ended = world.run?.ended
    if (!ended || ended.outcome === "exited") return []
    return [...this.#cutOff.values()].filter(({ at }) => ended.at - at <= ENDING).map(({ finding }) => finding)
  }
}

function isAliveIn(world: World, id: number): boolean {
  const process = world.processes[id]
  return process !== undefined && isAlive(process)
}

const watches = new WeakMap<Session, FindingsWatch>()

/** What is wrong with the watched run now, the most severe first. */
export function useFindings(): readonly Finding[] {
  const session = useSession()
  const watch = watches.get(session) ?? new FindingsWatch(session)
  watches.set(session, watch)
  return useSyncExternalStore(watch.subscribe, watch.current)
}
