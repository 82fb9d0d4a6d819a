import type { FactOf } from "@forkscope/shared/events"
import type { RunLimits } from "../containment/limits.ts"

/** The limits as `run.started` reports them: `limits` where all of them are set, else `allowed`. */
export function reported({ processes, memoryBytes, descriptors }: RunLimits): Partial<FactOf<"run.started">> {
  if (processes !== null && memoryBytes !== null && descriptors !== null) {
    return { limits: { processes, memoryBytes, descriptors } }
  }
  const allowed = {
    ...(processes === null ? {} : { processes }),
    ...(memoryBytes === null ? {} : { memoryBytes }),
    ...(descriptors === null ? {} : { descriptors }),
  }
  return Object.keys(allowed).length > 0 ? { allowed } : {}
}
