import { type House, type HouseOptions, openHouse } from "./house.ts"
import { openBrowser } from "./openBrowser.ts"

/**
 * Runs the server until a signal ends it; prints the one address that opens the page.
 *
 * @param placeIn What the address says beside the token: the place in the page. An error that it throws is told, and the end.
 */
export async function serve(
  options: HouseOptions & { open: boolean },
  placeIn: (house: House) => Promise<string> = async () => "",
): Promise<void> {
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
  try {
    const address = house.address + (await placeIn(house))
    console.log(address)
    if (options.open) openBrowser(address)
  } catch (error) {
    console.error(`forkscope: ${(error as Error).message}`)
    await house.close()
    process.exit(2)
  }
}
