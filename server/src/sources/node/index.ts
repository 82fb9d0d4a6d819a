import { existsSync } from "node:fs"
import { eventTypesOf } from "@forkscope/shared/events"
import { requireOption, withRequired } from "../../../probes/node/nodeOptions.ts"
import type { Intake } from "../intake.ts"
import type { Connections } from "../runtime/connections.ts"
import { type Environment, REPORTED_FROM_INSIDE, type Source, type SourceKind } from "../source.ts"

const NODE: SourceKind = {
  name: "node",
  src: "probe",
  reports: [
    ...REPORTED_FROM_INSIDE,
    ...eventTypesOf("pipe"),
    ...(["process.probed", "thread.started", "thread.exited", "frame.sampled"] as const),
  ],
  observes: { observes: ["children", "messages", "threads", "frames"], calls: "eventLoop" },
}

/**
 * What the probe in Node programs reports. It uses the socket of the runtime library, since a process may have both;
 * `RuntimeSource` opens and closes it.
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
    return {
      ...environment,
      NODE_OPTIONS: withRequired(environment.NODE_OPTIONS, this.#probeFile),
      FORKSCOPE_NODE_OPTION: requireOption(this.#probeFile),
    }
  }
}
