import { ENDING, type Finding, findingsOf } from "@forkscope/shared/findings"
import { isAlive, type World } from "@forkscope/shared/world"
import { NO_FINDINGS, stableFindings } from "./stableFindings.ts"

/** The input of the search for findings. */
export interface Shown {
  readonly world: World
  /** The run's time, µs: a hang is detected because time passes without events. */
  readonly now: number
}

/** ms between two searches: a hang has to be found within two seconds. */
const EVERY = 250
/** Events are assumed to arrive at most so late, µs. */
const MOST_DELAY = 3_000_000

/**
 * The findings of what is shown. This is the only place that searches for them: four times a second, once for all
 * components that show them, and only while there are any.
 */
export class FindingsWatch {
  readonly #shown: () => Shown
  readonly #onOther: (look: () => void) => () => void
  readonly #listeners = new Set<() => void>()
  #stable = NO_FINDINGS
  #world: World | null = null
  /** How late the newest events were when they arrived, µs. */
  #delay = 0
  /**
   * Findings that disappeared because their processes ended, and when: after stopping a run that hangs, the user still
   * wants to read why it hung.
   */
  #cutOff = new Map<string, { finding: Finding; at: number }>()
  #stop: (() => void) | null = null

  /**
   * @param onOther Subscribes to changes to another run, or to a replaced world. @returns the function that
   *   unsubscribes.
   */
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
      this.#world = null
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
    if (world !== this.#world) {
      this.#delay = this.#world ? Math.min(now - world.at, MOST_DELAY) : 0
      this.#world = world
    }
    // On a busy machine events arrive late: what they will say of the time since then is not known yet.
    const found = findingsOf(world, now - this.#delay).filter((finding) => !this.#isOfStop(world, finding))
    const before = this.#stable
    const all = [...found, ...this.#heldAtTheEnd(world, found)]
    this.#stable = stableFindings(before, all, world.run?.wallClock, performance.now())
    if (this.#stable.findings !== before.findings) for (const listener of this.#listeners) listener()
  }

  /**
   * Findings that were true until the run was stopped: ending all processes makes them disappear but does not fix them.
   */
  #heldAtTheEnd(world: World, found: readonly Finding[]): readonly Finding[] {
    const { stopping, ended = null } = world.run ?? {}
    const ids = new Set(found.map(({ id }) => id))
    for (const finding of this.#stable.findings) {
      if (ids.has(finding.id) || this.#cutOff.has(finding.id)) continue
      if (stopping !== undefined || finding.processes.some((id) => !isAliveIn(world, id)))
        this.#cutOff.set(finding.id, { finding, at: world.at })
    }
    for (const id of ids) this.#cutOff.delete(id)
    const cutOff = [...this.#cutOff.values()]
    if (stopping !== undefined) return cutOff.filter(({ at }) => at >= stopping).map(({ finding }) => finding)
    // The run was lost, or is an older recording, which does not tell when it was stopped.
    if (!ended || ended.outcome === "exited") return []
    return cutOff.filter(({ at }) => ended.at - at <= ENDING).map(({ finding }) => finding)
  }

  /** What a program does while it is stopped hangs for no reason of its own. */
  #isOfStop({ run }: World, { severity, id }: Finding): boolean {
    return run?.stopping !== undefined && severity === "hang" && !this.#stable.findings.some((one) => one.id === id)
  }
}

function isAliveIn(world: World, id: number): boolean {
  const process = world.processes[id]
  return process !== undefined && isAlive(process)
}
