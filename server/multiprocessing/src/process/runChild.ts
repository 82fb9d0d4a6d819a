import { connectTo } from "../hub/connection.ts"
import { observer } from "../observe/observer.ts"
import { readBootLine } from "../self/boot.ts"
import { become, identity } from "../self/identity.ts"
import { hold, release } from "../self/keepAlive.ts"
import { loadTarget } from "../wire/targets.ts"
import type { Job } from "./process.ts"

/**
 * Runs a child: reads its identity, fetches its job from the parent's hub and does it. The connection to the hub stays
 * open; when it closes, the parent knows that this process has ended. After the target has returned, the process ends
 * as any Node program does: when nothing is left to do and its own children have ended.
 *
 * @param scope names that a target sent as source text can use
 */
export function runChild(scope: Record<string, unknown>): void {
  const boot = readBootLine()
  if (!boot) process.exit(0)
  become(boot.identity)
  const connection = connectTo(boot.address)
  hold()
  connection.onBoot = (job) => void run(job as Job)
  connection.onClose = () => {
    if (connection.onBoot) process.exit(0)
  }
  const run = async (job: Job) => {
    connection.onBoot = undefined
    process.on("uncaughtException", fail)
    try {
      if (job.target) {
        const target = await loadTarget(job.target, scope)
        observer.flush()
        await target(...job.args)
      }
      release()
    } catch (error) {
      fail(error)
    }
  }
}

/** Prints the error as Python does and ends with exit code 1. */
function fail(error: unknown): void {
  process.stderr.write(`Process ${identity().name}:\n${traceback(error)}\n`)
  process.exit(1)
}

/** The stack without the frames of this library and of Node. */
function traceback(error: unknown): string {
  if (!(error instanceof Error)) return `Uncaught ${String(error)}`
  const text = error.stack ?? `${error.name}: ${error.message}`
  return text
    .split("\n")
    .filter((line) => !/^\s+at .*(node:internal|[\\/]multiprocessing[\\/][\w-]+\.cjs:)/.test(line))
    .join("\n")
}
