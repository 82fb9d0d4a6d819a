import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { Page } from "playwright-core"

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

/** The violations that axe finds on the page, each with its rule and its place; empty if there are none. */
export async function axeFindings(page: Page): Promise<string[]> {
  // evaluate is not subject to the page's content security policy, which would block a script tag.
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
