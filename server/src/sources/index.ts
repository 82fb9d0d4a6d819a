import type { Socket } from "node:net"
import { join } from "node:path"
import { FramesSource } from "./frames/index.ts"
import type { Intake } from "./intake.ts"
import { KernelSource } from "./kernel/index.ts"
import { NodeSource } from "./node/index.ts"
import { PythonSource } from "./python/index.ts"
import { Connections } from "./runtime/connections.ts"
import { RuntimeSource } from "./runtime/index.ts"
import type { Source } from "./source.ts"
import { WaitsSource } from "./waits/index.ts"

interface SourcesOptions {
  intake: Intake
  /** The run's own folders; `memory` is in a file system in memory, if there is one. */
  folders: { readonly files: string; readonly memory: string }
  /** The interpreters that load a probe. */
  probes: readonly ("python" | "node")[]
  /** The bundled Node probe. */
  nodeProbe: string
  /** Called when a lab's kernel is ready and accepts lines. */
  onLab(kernel: Socket): void
}

/** In a run's folder: the socket to which its processes report facts, and over which a lab's kernel receives lines. */
export const FACTS_SOCKET = "facts.sock"

/**
 * The sources of one run, in the order in which they are read. The Python probe comes before the kernel: it knows exit
 * codes that the kernel no longer has.
 */
export function createSources({ intake, folders, probes, nodeProbe, onLab }: SourcesOptions): Source[] {
  const connections = new Connections({ path: join(folders.files, FACTS_SOCKET), onLab })
  const kernel = new KernelSource(intake)
  return [
    ...(probes.includes("python") ? [new PythonSource(intake, join(folders.memory, "python"))] : []),
    kernel,
    new FramesSource(intake, () => kernel.processes(), folders.memory),
    new WaitsSource(intake, () => kernel.processes()),
    new RuntimeSource(intake, connections),
    ...(probes.includes("node") ? [new NodeSource(intake, connections, nodeProbe)] : []),
  ]
}
