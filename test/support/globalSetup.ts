import { existsSync } from "node:fs"
import { ensureBrowser } from "./browser.ts"
import { CLI } from "./server.ts"

/** Runs once before the tests that need a browser: makes sure that there is a browser and a built server. */
export default function setup(): void {
  ensureBrowser()
  if (!existsSync(CLI)) throw new Error(`Expected a built server at ${CLI}. Run: npm run build`)
}
