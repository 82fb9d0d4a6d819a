import type { Micros } from "../base/index.ts"
import type { ForkscopeEvent } from "../events/index.ts"
import { EMPTY_WORLD, fold, isAlive, type World } from "../world/index.ts"
import type { Finding } from "./finding.ts"
import { findingsOf } from "./findingsOf.ts"

export interface ObservedFinding {
  /** The finding as last seen. */
  readonly finding: Finding
  readonly from: Micros
  /** When it was last seen; null: it held to the end. */
  readonly until: Micros | null
}

const STEP: Micros = 250_000
/** All findings that time alone brings about appear within this time, µs: the rest of a longer silence is skipped. */
const LONGEST: Micros = 4_000_000
/** A hint that held for less than this is left out, µs. */
const LEAST: Micros = 500_000
/** A stop takes up to this long to end all processes, µs. */
export const ENDING: Micros = 3_000_000

/**
 * Collects every finding of a run, also those that no longer hold, by checking every 250 ms of the run's time. Events
 * are added in order, in batches of any size.
 */
export class ObservedFindings {
  #world: World = EMPTY_WORLD
  #next: Micros = STEP
  readonly #seen = new Map<
    string,
    { finding: Finding; from: Micros; first: Micros; last: Micros; isCutOff: boolean }[]
  >()
  #open: ReadonlySet<string> = new Set()

  add(events: readonly ForkscopeEvent[]): void {
    let batch: ForkscopeEvent[] = []
    for (const event of events) {
      if (event.at >= this.#next || event.type === "run.ended") {
        this.#world = fold(this.#world, batch)
        batch = []
        this.#lookUntil(event.at)
      }
      batch.push(event)
    }
    this.#world = fold(this.#world, batch)
  }

  /**
   * Like `add`, for callers that already have the world after these events. The checks use the world before them: a
   * finding that comes and goes within one batch is missed.
   */
  follow(events: readonly ForkscopeEvent[], world: World): void {
    const [first] = events
    if (first) this.#lookUntil(first.at)
    this.#world = world
  }

  /** All findings so far, in the order in which they began. */
  all(): readonly ObservedFinding[] {
    this.#look(this.#world.at)
    const endedAt = this.#world.run?.ended?.at ?? null
    const found: ObservedFinding[] = []
    for (const [id, spells] of this.#seen) {
      for (const [place, { finding, from, first, last, isCutOff }] of spells.entries()) {
        const isNewest = place === spells.length - 1
        const isThere = isNewest && this.#open.has(id)
        // A finding that disappeared only because all processes ended was not resolved.
        const isKilled = isNewest && isCutOff && endedAt !== null && endedAt - last <= ENDING + STEP
        const until = isThere || isKilled ? null : last
        if (finding.severity === "hint" && last - first < LEAST) continue
        if (finding.severity === "hang" && this.#isOfEnding(first, endedAt)) continue
        found.push({ finding, from, until })
      }
    }
    return found.sort((a, b) => a.from - b.from)
  }

  /** Whether it began only when the main process had ended, and the others were about to end. */
  #isOfEnding(first: Micros, endedAt: Micros | null): boolean {
    const main = Object.values(this.#world.processes).find(({ role }) => role === "main")
    const isAfterMain = main !== undefined && main.exitedAt !== null && first >= main.exitedAt
    return isAfterMain && endedAt !== null && endedAt - first <= ENDING + STEP
  }

  #lookUntil(at: Micros): void {
    const start = this.#next
    while (this.#next <= at) {
      this.#look(this.#next)
      this.#next += STEP
      if (this.#next - start > LONGEST && at - this.#next > STEP) this.#next = Math.floor(at / STEP) * STEP
    }
  }

  #look(now: Micros): void {
    const isStopping = this.#world.run?.stopping !== undefined
    const open = new Set<string>()
    for (const finding of findingsOf(this.#world, now)) {
      if (isStopping && finding.severity === "hang" && !this.#open.has(finding.id)) continue
      open.add(finding.id)
      const spells = this.#seen.get(finding.id)
      const spell = this.#open.has(finding.id) ? spells?.at(-1) : undefined
      if (spell)
        Object.assign(spell, { finding: this.#isShrunk(spell.finding, finding) ? spell.finding : finding, last: now })
      else {
        const begun = { finding, from: finding.since, first: now, last: now, isCutOff: false }
        if (spells) spells.push({ ...begun, from: now })
        else this.#seen.set(finding.id, [begun])
      }
    }
    for (const id of this.#open) {
      // What disappears while the run is stopped was not resolved.
      if (isStopping) open.add(id)
      const spell = open.has(id) ? undefined : this.#seen.get(id)?.at(-1)
      if (spell) spell.isCutOff = spell.finding.processes.some((proc) => this.#hasEnded(proc))
    }
    this.#open = open
  }

  /** Whether it is about fewer processes than before, since some have ended meanwhile: at the end all do. */
  #isShrunk(before: Finding, now: Finding): boolean {
    return before.processes.some((proc) => !now.processes.includes(proc) && this.#hasEnded(proc))
  }

  #hasEnded(proc: number): boolean {
    const process = this.#world.processes[proc]
    return process !== undefined && !isAlive(process)
  }
}
