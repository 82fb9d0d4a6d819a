import { afterEach } from "vitest"
import { openBrowsers } from "./browser.ts"

/** ms */
const PATIENCE = 5000

/** When a test fails, what each open page shows is printed as text: on another machine nobody can look at it. */
afterEach(async ({ task }) => {
  if (task.result?.state !== "fail") return
  for (const page of [...openBrowsers]
    .flatMap((context) => context.pages())
    .filter((page) => page.url().startsWith("http"))) {
    const shown = await page.locator("body").ariaSnapshot({ timeout: PATIENCE }).catch(String)
    console.error(`At the failure of "${task.name}", ${new URL(page.url()).hash || "the page"} showed:\n${shown}`)
  }
})
