/** `forkscope/workloads`: functions for processes and pools to run, in the lab, in lessons and in tests. */
import { exportTargets } from "./wire/targets.ts"
import * as processes from "./workloads/processes.ts"
import * as shared from "./workloads/shared.ts"
import * as tasks from "./workloads/tasks.ts"

export * from "./workloads/processes.ts"
export * from "./workloads/shared.ts"
export * from "./workloads/tasks.ts"

// Children import the bundle, where this module's functions are.
exportTargets(new URL("./workloads.cjs", import.meta.url), { ...processes, ...shared, ...tasks })
