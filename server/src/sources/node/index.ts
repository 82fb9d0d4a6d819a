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

/** What the probe in Node programs reports, over the socket of the runtime library: one process may have both. */
export class NodeSource implements Source {
  readonly kind = NODE
  readonly #probeFile: string

  /** @param probeFile The bundled probe, an absolute path. Without that file the environment stays as it is: Node would refuse to start. */
  constructor(intake: Intake, connections: Connections, probeFile: string) {
    this.#probeFile = probeFile
    connections.route("probe", intake.of(NODE))
  }

  begin(environment: Environment): Environment {
    if (!existsSync(this.#probeFile)) return environment
    return { ...environment, NODE_OPTIONS: withRequired(environment.NODE_OPTIONS, this.#probeFile) }
  }

  tick(): void {
    // The socket belongs to RuntimeSource.
  }

  finish(): void {}

  close(): void {}
}
