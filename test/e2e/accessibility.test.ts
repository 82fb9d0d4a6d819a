import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { axeFindings } from "../support/axe.ts"
import { LOOKS } from "../support/matrix.ts"
import { eventually, type LabPage, openLabPage } from "../support/page.ts"

let lab: LabPage

beforeAll(async () => {
  lab = await openLabPage()
  await workers()
})
afterAll(() => lab?.close())

describe.each(LOOKS)("in the %s theme and %s", (theme, lang) => {
  beforeAll(async () => {
    await lab.page.evaluate((value) => localStorage.setItem("forkscope.language", value), lang)
    // Without motion: an element that is fading in has a name already, but for axe it has no text yet.
    await lab.page.emulateMedia({ colorScheme: theme })
    await lab.page.reload()
    await workers()
  })

  test("axe finds nothing on the page while a pool works", async () => {
    expect(await axeFindings(lab.page)).toEqual([])
  })

  test.each(["n", "p", "q", "?"])("axe finds nothing in the dialog that %s opens", async (key) => {
    await lab.page.keyboard.press(key)
    await lab.page.getByRole("dialog").waitFor()
    expect(await axeFindings(lab.page)).toEqual([])
    await lab.page.keyboard.press("Escape")
    await eventually(() => lab.page.getByRole("dialog").count()).toBe(0)
  })

  test.each([1, 2, 3])("axe finds nothing in the text tab at index %i", async (place) => {
    await lab.page.getByRole("tab").nth(place).click()
    expect(await axeFindings(lab.page)).toEqual([])
    await lab.page.getByRole("tab").first().click()
  })
})

/** Waits until every worker has its PID, so that no slot changes while axe reads it. */
async function workers() {
  for (const slot of [1, 2, 3]) {
    await lab.page.getByRole("button", { name: new RegExp(`^(slot|槽) ${slot}, \\d`) }).waitFor()
  }
}
