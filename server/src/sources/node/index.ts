import { existsSync } from "node:fs"
import { eventTypesOf } from "@forkscope/shared/events"
import { withRequired } from "../../../probes/node/nodeOptions.ts"
import type { Intake } from "../intake.ts"
import type { Connections } from "../runtime/connections.ts"
import type { Environment, Source, SourceKind } from "../source.ts"

const NODE: SourceKind = {
  name: "node",
  src: "probe",
  reports: [
    ...eventTypesOf("pipe"),
    "process.created",
    "process.spawned",
    "process.probed",
    "process.observed",
    "process.signaled",
    "process.exited",
    "process.reaped",
    "thread.started",
    "thread.exited",
    "frame.sampled",
    "run.noticed",
    "run.dropped",
  ],
  observes: { observes: ["children", "messages", "threads", "frames"], calls: "eventLoop" },
}

/**
 * What the probe in Node programs reports. It uses the socket of the runtime library, since a process may have both.
 */
export class NodeSource implements Source {
  readonly kind = NODE
  readonly #probeFile: string

  /**
   * @param probeFile The absolute path of the bundled probe. If it does not exist, the environment stays unchanged:
   *   Node would refuse to start.
   */
  constructor(intake: Intake, connections: Connections, probeFile: string) {
    this.#probeFile = probeFile
    connections.route("probe", intake.of(NODE))
  }

  begin(environment: Environment): Environment {
    if (!existsSync(this.#probeFile)) return environment
    return { ...environment, NODE_OPTIONS: withRequired(environment.NODE_OPTIONS, this.#probeFile) }
  }

  tick(): void {
    // RuntimeSource closes the socket.
  }

  finish(): void {}

  close(): void {}
}
