import type { Fact } from "@forkscope/shared/events"
import type { Logger } from "pino"
import type { SourceName } from "../sources/source.ts"

/** A source that fails this many times in a row is not read again: what it needs no longer exists. */
const GIVE_UP_AFTER = 3

interface GuardOptions {
  logger: Logger
  emit(fact: Fact): void
  now(): number
}

/** Keeps a failure in one source of a run from affecting its other sources, other runs and the server. */
export class Guard {
  readonly #options: GuardOptions
  /** Failures in a row, by source. */
  readonly #failures = new Map<SourceName, number>()

  constructor(options: GuardOptions) {
    this.#options = options
  }

  /** Runs a step of a source, unless the source was given up. After repeated failures it is given up, with a notice. */
  attempt(source: SourceName, step: () => void): void {
    if (this.#isGivenUp(source)) return
    try {
      step()
      this.#failures.delete(source)
    } catch (error) {
      const failures = (this.#failures.get(source) ?? 0) + 1
      this.#failures.set(source, failures)
      this.#options.logger.warn({ err: error, source }, "a source failed")
      if (failures === GIVE_UP_AFTER) this.notice(source, error)
    }
  }

  /** Like `attempt`, for the last reading of a source: after one failure its notice is shown. */
  async finish(source: SourceName, step: () => void | Promise<void>): Promise<void> {
    if (this.#isGivenUp(source)) return
    try {
      await step()
    } catch (error) {
      this.#options.logger.warn({ err: error, source }, "a source could not be read to its end")
      this.notice(source, error)
    }
  }

  /** Closes a source, even one that was given up: it may hold descriptors. A failure is only logged. */
  release(source: SourceName, step: () => void): void {
    try {
      step()
    } catch (error) {
      this.#options.logger.warn({ err: error, source }, "a source could not be closed")
    }
  }

  #isGivenUp(source: SourceName): boolean {
    return (this.#failures.get(source) ?? 0) >= GIVE_UP_AFTER
  }

  /** A part of a source has failed; the source goes on. */
  failedInPart(source: SourceName, error: unknown): void {
    this.#options.logger.warn({ err: error, source }, "a source failed in part")
    this.notice(source, error)
  }

  /** Logs something that was reported to a source but is not a fact. */
  refused(source: SourceName, what: unknown): void {
    this.#options.logger.debug({ err: what, source }, "what a process reported was no fact")
  }

  /** Shows the run's viewers what is missing from here on, and why. */
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

export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
