import { existsSync } from "node:fs"
import { ensureBrowser } from "./browser.ts"
import { CLI } from "./server.ts"

/** Once, before the tests that need a browser: there is one, and there is a built server for it to open. */
export default function setup(): void {
  ensureBrowser()
  if (!existsSync(CLI)) throw new Error(`Expected a built server at ${CLI}. Run: npm run build`)
}
