import { ENDING, type Finding, findingsOf } from "@forkscope/shared/findings"
import { isAlive, type World } from "@forkscope/shared/world"
import { NO_FINDINGS, stableFindings } from "./stableFindings.ts"

/** What findings are looked for in. */
export interface Shown {
  readonly world: World
  /** The run's time, µs: a hang is one because time passes and nothing happens. */
  readonly now: number
}

/** ms between two looks: a hang has to be seen within two seconds. */
const EVERY = 250

/**
 * The findings of what is shown. They are looked for here and nowhere else: four times a second, once for all who show them,
 * and only while somebody does.
 */
export class FindingsWatch {
  readonly #shown: () => Shown
  readonly #onOther: (look: () => void) => () => void
  readonly #listeners = new Set<() => void>()
  #stable = NO_FINDINGS
  /** Those that went because their processes ended, and when: who stops a run that hangs wants to read on why. */
  #cutOff = new Map<string, { finding: Finding; at: number }>()
  #stop: (() => void) | null = null

  /** @param onOther Calls back when another run, or the whole of this one, is shown. @returns how to end that. */
  constructor(shown: () => Shown, onOther: (look: () => void) => () => void) {
    this.#shown = shown
    this.#onOther = onOther
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    this.#stop ??= this.#start()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size > 0) return
      this.#stop?.()
      this.#stop = null
    }
  }

  readonly current = (): readonly Finding[] => this.#stable.findings

  #start(): () => void {
    const timer = setInterval(() => this.#look(), EVERY)
    const unsubscribe = this.#onOther(() => {
      this.#cutOff.clear()
      this.#look()
    })
    this.#look()
    return () => {
      clearInterval(timer)
      unsubscribe()
    }
  }

  #look(): void {
    const { world, now } = this.#shown()
    const found = findingsOf(world, now)
    const before = this.#stable
    const all = [...found, ...this.#heldAtTheEnd(world, found)]
    this.#stable = stableFindings(before, all, world.run?.wallClock, performance.now())
    if (this.#stable.findings !== before.findings) for (const listener of this.#listeners) listener()
  }

  /** What was wrong until the run was stopped: whoever ends all processes ends what was wrong with them, and mends nothing. */
  #heldAtTheEnd(world: World, found: readonly Finding[]): readonly Finding[] {
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
