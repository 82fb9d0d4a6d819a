import { existsSync } from "node:fs"
import { eventTypesOf } from "@forkscope/shared/events"
import { requireOption, withRequired } from "../../../probes/node/nodeOptions.ts"
import type { Intake } from "../intake.ts"
import type { KeyedFact } from "../keyedFact.ts"
import { executableOf, type Opaque, OpaqueProcesses, variableOf } from "../opaqueProcesses.ts"
import type { Connections } from "../runtime/connections.ts"
import { type Environment, REPORTED_FROM_INSIDE, type Source, type SourceKind } from "../source.ts"

const NODE: SourceKind = {
  name: "node",
  src: "probe",
  reports: [
    ...REPORTED_FROM_INSIDE,
    ...eventTypesOf("pipe", "pool"),
    ...(["process.probed", "process.opaque", "thread.started", "thread.exited", "frame.sampled"] as const),
  ],
  observes: { observes: ["children", "pools", "messages", "threads", "frames"], calls: "eventLoop" },
}

/**
 * What the probe in Node programs reports. It uses the socket of the runtime library, since a process may have both;
 * `RuntimeSource` opens and closes it.
 */
export class NodeSource implements Source {
  readonly kind = NODE
  readonly #probeFile: string
  /** Null: there is no probe. */
  readonly #opaque: OpaqueProcesses | null

  /**
   * @param probeFile The absolute path of the bundled probe. If it does not exist, the environment stays unchanged:
   *   Node would refuse to start.
   */
  constructor(intake: Intake, connections: Connections, probeFile: string) {
    this.#probeFile = probeFile
    const own = intake.of(NODE)
    this.#opaque = existsSync(probeFile) ? new OpaqueProcesses(own, (pid) => whyOpaque(pid, probeFile)) : null
    connections.route("probe", own)
  }

  begin(environment: Environment): Environment {
    if (!existsSync(this.#probeFile)) return environment
    return {
      ...environment,
      NODE_OPTIONS: withRequired(environment.NODE_OPTIONS, this.#probeFile),
      FORKSCOPE_NODE_OPTION: requireOption(this.#probeFile),
    }
  }

  tick(): void {
    this.#opaque?.tick()
  }

  onFact(fact: KeyedFact): void {
    this.#opaque?.onFact(fact)
  }
}

/** Why the probe does not run in a process; undefined: it may, or it is no Node, or that can't be known. */
function whyOpaque(pid: number, probeFile: string): Opaque | undefined {
  if (!/^node(js)?$/.test(executableOf(pid) ?? "")) return undefined
  const options = variableOf(pid, "NODE_OPTIONS")
  if (options === undefined || options?.includes(requireOption(probeFile))) return undefined
  return { language: "node", reason: "environment" }
}
