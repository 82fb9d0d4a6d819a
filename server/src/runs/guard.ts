import type { Fact } from "@forkscope/shared/events"
import type { Logger } from "pino"

/** Who reports of a run; each may fail without the others. */
export type SourceName = "kernel" | "frames" | "python" | "runtime"

/** A source that fails so often in a row is not asked again: what it needs is gone. */
const GIVE_UP_AFTER = 3

interface GuardOptions {
  logger: Logger
  emit(fact: Fact): void
  now(): number
}

/** Keeps a failure in one source of a run from reaching the run's other sources, other runs and the server. */
export class Guard {
  readonly #options: GuardOptions
  /** Failures in a row, by source. */
  readonly #failures = new Map<SourceName, number>()

  constructor(options: GuardOptions) {
    this.#options = options
  }

  /** Lets a source do a step, unless it was given up. One that fails again and again is given up, with a notice. */
  attempt(source: SourceName, step: () => void): void {
    const failures = this.#failures.get(source) ?? 0
    if (failures >= GIVE_UP_AFTER) return
    try {
      step()
      if (failures > 0) this.#failures.delete(source)
    } catch (error) {
      this.#failures.set(source, failures + 1)
      this.#options.logger.warn({ err: error, source }, "a source failed")
      if (failures + 1 === GIVE_UP_AFTER) this.notice(source, error)
    }
  }

  /** Does a last step of a source, also of one that was given up: it may hold descriptors. A failure is only logged. */
  release(source: SourceName, step: () => void): void {
    try {
      step()
    } catch (error) {
      this.#options.logger.warn({ err: error, source }, "a source could not be closed")
    }
  }

  /** How a source tells of what it lives on with: a part of it that failed, and what it was told that was no fact. */
  reports(source: SourceName): { onFailed(error: unknown): void; onInvalid(reason: unknown): void } {
    const { logger } = this.#options
    return {
      onFailed: (error) => {
        logger.warn({ err: error, source }, "a source failed in part")
        this.notice(source, error)
      },
      onInvalid: (reason) => logger.debug({ err: reason, source }, "what a process reported was no fact"),
    }
  }

  /** Tells the run's viewers what is missing from here on, and why. */
  notice(source: SourceName, error: unknown): void {
    const { emit, now } = this.#options
    const code = `SOURCE_FAILED_${source.toUpperCase()}`
    emit({
      type: "run.noticed",
      src: "run",
      at: now(),
      code,
      text: `The source "${source}" failed: ${messageOf(error)}`,
    })
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
