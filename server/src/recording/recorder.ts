import { closeSync, openSync, writeSync } from "node:fs"
import { gzipSync } from "node:zlib"
import type { ForkscopeEvent } from "@forkscope/shared/events"
import { eventLine, headerLine } from "@forkscope/shared/recording"
import type { Log } from "../log/log.ts"

/** A member of the file holds about so much time, ms: what a crash may lose. */
const MEMBER = 1000

/** Writes a run's log to a file as it grows: append-only, each member whole when it is written. */
export class Recorder {
  readonly #file: number
  readonly #onError: (error: Error) => void
  readonly #timer: NodeJS.Timeout
  readonly #unsubscribe: () => void
  #lines: string[]

  /** @throws Error of the file system when the file can't be made; an existing one is replaced. */
  constructor(path: string, log: Log, name: string, wallClock: number, onError: (error: Error) => void) {
    this.#file = openSync(path, "w", 0o600)
    this.#onError = onError
    this.#lines = [headerLine(name, wallClock), ...log.tail(Number.POSITIVE_INFINITY).map(eventLine)]
    this.#unsubscribe = log.subscribe((events) => this.#add(events), { live: false })
    this.#timer = setInterval(() => this.#write(), MEMBER)
  }

  #add(events: readonly ForkscopeEvent[]): void {
    for (const event of events) this.#lines.push(eventLine(event))
  }

  #write(): void {
    if (this.#lines.length === 0) return
    const member = gzipSync(this.#lines.join(""))
    this.#lines = []
    try {
      for (let rest = member; rest.length > 0; ) rest = rest.subarray(writeSync(this.#file, rest))
    } catch (error) {
      this.#stop()
      this.#onError(error as Error)
    }
  }

  #stop(): void {
    clearInterval(this.#timer)
    this.#unsubscribe()
  }

  /** Writes what is left. */
  close(): void {
    this.#write()
    this.#stop()
    closeSync(this.#file)
  }
}
