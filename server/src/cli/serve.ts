import { type HouseOptions, openHouse } from "./house.ts"
import { openBrowser } from "./openBrowser.ts"

/** Runs the server until a signal ends it; prints the one address that opens the page. */
export async function serve(options: HouseOptions & { open: boolean }): Promise<void> {
  const house = await openHouse(options)
  if (!house?.address) {
    process.exitCode = 1
    return
  }
  let isStopping = false
  const stop = async () => {
    if (isStopping) return
    isStopping = true
    await house.close()
    process.exit(0)
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop())
  console.log(house.address)
  if (options.open) openBrowser(house.address)
}
