import { accessSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import { eventTypesOf } from "@forkscope/shared/events"
import type { Intake } from "../intake.ts"
import { type Environment, REPORTED_FROM_INSIDE, type Source, type SourceKind } from "../source.ts"
import type { Connections } from "./connections.ts"

export const RUNTIME: SourceKind = {
  name: "runtime",
  src: "runtime",
  reports: [
    ...REPORTED_FROM_INSIDE,
    ...eventTypesOf("queue", "pool", "sync", "pipe"),
    ...(["process.checked", "line.started", "line.finished"] as const),
  ],
  observes: { observes: ["children", "queues", "pools", "locks", "pipes"], calls: "eventLoop" },
}

/**
 * How long a run's end waits for the last facts of its processes, ms. They have ended by then, so only buffers are
 * read.
 */
const DRAIN_TIMEOUT = 1000

/** What a run's processes report through the runtime library, over a socket of the run. */
export class RuntimeSource implements Source {
  readonly kind = RUNTIME
  readonly #connections: Connections

  constructor(intake: Intake, connections: Connections) {
    this.#connections = connections
    connections.route("library", intake.of(RUNTIME))
  }

  async begin(environment: Environment): Promise<Environment> {
    await this.#connections.open()
    return { ...environment, FORKSCOPE_SOCKET: this.#connections.path }
  }

  /**
   * Reads nothing: connections call when there is something to read.
   *
   * @throws Error when the socket no longer exists: new processes can't report.
   */
  tick(): void {
    accessSync(this.#connections.path)
  }

  async finish(): Promise<void> {
    await Promise.race([this.#connections.drained(), sleep(DRAIN_TIMEOUT, undefined, { ref: false })])
  }

  close(): void {
    this.#connections.close()
  }
}
