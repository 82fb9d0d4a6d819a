import type { Logger } from "pino"
import type { App } from "./app.ts"

/** How long the runs have to end, ms; then the warden ends what is left. */
const PATIENCE = 5000

/**
 * Ends this process when an error reaches nobody: what belongs to one run is caught there, so the server itself can't be
 * relied on any more. All runs are ended first.
 *
 * @returns the way to stop it.
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
