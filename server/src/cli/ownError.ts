import type { Logger } from "pino"
import type { App } from "./app.ts"

/** How long the runs have to end, ms; then the warden ends the remaining processes. */
const PATIENCE = 5000

/**
 * Ends this process after an uncaught error, all runs first. Errors that belong to one run are caught in that run, so
 * after an uncaught one the server itself is no longer reliable.
 *
 * @returns a function that undoes this.
 */
export function endOnOwnError(app: App, logger: Logger, exitCode: number): () => void {
  let isEnding = false
  const end = async (error: unknown) => {
    logger.fatal({ err: error }, "an error reached nobody")
    if (isEnding) return
    isEnding = true
    console.error(`forkscope: ended by an error of its own: ${error instanceof Error ? error.stack : error}`)
    setTimeout(() => process.exit(exitCode), PATIENCE)
    await app.close().catch((cause: unknown) => logger.fatal({ err: cause }, "the runs could not be ended"))
    process.exit(exitCode)
  }
  const onError = (error: unknown) => void end(error)
  process.on("uncaughtException", onError)
  return () => void process.off("uncaughtException", onError)
}
