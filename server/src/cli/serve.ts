import { type App, type AppOptions, openApp } from "./app.ts"
import { openBrowser } from "./openBrowser.ts"
import { endOnOwnError } from "./ownError.ts"

/**
 * Runs the server until a signal ends it; prints the one address that opens the page.
 *
 * @param placeIn Returns what is appended to the address: the place in the page. If it throws, the error is printed and
 *   the server ends.
 */
export async function serve(
  options: AppOptions & { open: boolean },
  placeIn: (app: App) => Promise<string> = async () => "",
): Promise<void> {
  const app = await openApp(options)
  if (!app?.address) {
    process.exitCode = 1
    return
  }
  endOnOwnError(app, options.logger, 1)
  let isStopping = false
  const stop = async () => {
    if (isStopping) return
    isStopping = true
    await app.close()
    process.exit(0)
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop())
  try {
    const address = app.address + (await placeIn(app))
    console.log(address)
    if (options.open) openBrowser(address)
  } catch (error) {
    console.error(`forkscope: ${(error as Error).message}`)
    await app.close()
    process.exit(2)
  }
}
