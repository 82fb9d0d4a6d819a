import { existsSync } from "node:fs"
import { withRequired } from "../../../probes/node/nodeOptions.ts"

/**
 * The environment in which every Node program of a run loads the probe. FORKSCOPE_SOCKET comes beside it, from the run.
 *
 * Without the file the environment stays as it is: Node would refuse to start.
 *
 * @param probeFile the bundled probe, an absolute path
 */
export function nodeEnvironment(base: Record<string, string>, probeFile: string): Record<string, string> {
  if (!existsSync(probeFile)) return base
  return { ...base, NODE_OPTIONS: withRequired(base.NODE_OPTIONS, probeFile) }
}
