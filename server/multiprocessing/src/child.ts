/** The script of every child process of the library. Its one argument is the mode; the rest comes from its parent. */
import * as library from "./index.ts"
import { runManager } from "./manager/runManager.ts"
import { runPoolWorker } from "./pool/worker.ts"
import { runChild } from "./process/runChild.ts"

const mode = process.argv[2]
// A copy: the names become variables of targets that travel as source text.
const scope = { ...library }
if (mode === "process") runChild(scope)
else if (mode === "manager") runManager()
else if (mode === "worker") runPoolWorker(scope)
else throw new Error(`expected to be started by forkscope/multiprocessing, got mode ${mode}`)
