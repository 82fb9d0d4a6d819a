import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { Page } from "playwright-core"

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

/** What axe finds wrong on the page: the rule, and where. Empty when nothing. */
export async function axeFindings(page: Page): Promise<string[]> {
  // evaluate runs in the page's world past its content policy, as a script tag could not.
  await page.evaluate(source)
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<AxeResults> } }
    const { violations } = await axe.run()
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, html, failureSummary }) => `${id}: ${target.join(" ")} ${html} (${failureSummary})`),
    )
  })
}

interface AxeResults {
  violations: { id: string; nodes: { target: string[]; html: string; failureSummary: string }[] }[]
}
