import type { World } from "@forkscope/shared/world"
import type { Locator, Page } from "playwright-core"
import { expect } from "vitest"
import type { Session } from "../../client/src/store/session.ts"
import { openBrowser, type TestBrowser } from "./browser.ts"
import { startServer, type TestServer } from "./server.ts"

const PATIENCE = { timeout: 60_000, interval: 50 }

/** The page of a real server in a real browser, and its parts by the names that a screen reader would say. */
export interface LabPage {
  page: Page
  server: TestServer
  stage: Locator
  inspector: Locator
  /** A box of the picture, by the beginning of its name. */
  box(name: RegExp): Locator
  /** Waits for a box and returns the words it says. */
  words(name: RegExp): Promise<string>
  select(name: RegExp): Promise<void>
  /** Presses an action of the inspector, named by the line that it runs. */
  act(line: string): Promise<void>
  /** Fills the form behind a button of the top bar and submits it. */
  create(what: "Process" | "Pool" | "Queue", fill?: (form: Locator) => Promise<void>): Promise<void>
  /** The fact of the inspector with this name. */
  fact(name: string): Locator
  /** Types a line into the lab. */
  type(line: string): Promise<void>
  /** Waits until the lab's newest line with this code is followed by a result that says so. */
  result(code: string, text: RegExp): Promise<void>
  newLab(kind?: "Node" | "Python"): Promise<void>
  /** The PID of a process, as the picture shows it; waits until it has one. */
  pidOf(name: string): Promise<number>
  close(): Promise<void>
}

/** Retries until the function gives something; vitest says what was last seen when it never does. */
export function eventually<T>(look: () => T | Promise<T>) {
  return expect.poll(look, PATIENCE)
}

/**
 * The whole world that a page draws, read where React keeps what its root was given: so the page that everybody gets needs
 * no door for tests.
 */
export async function worldOf(page: Page): Promise<World> {
  return await page.evaluate(() => {
    interface Root {
      stateNode: { current: { child: { memoizedProps: { session: Session } } } }
    }
    const root = Object.entries(document.getElementById("root") ?? {}).find(([key]) =>
      key.startsWith("__reactContainer"),
    )
    if (!root) throw new Error("Expected React to keep its root in the element it draws in")
    return (root[1] as Root).stateNode.current.child.memoizedProps.session.facts.getState().world
  })
}

export async function openLabPage(options: Parameters<typeof startServer>[0] = {}): Promise<LabPage> {
  const server = await startServer(options)
  const browser: TestBrowser = await openBrowser()
  const page = await browser.context.newPage()
  await page.setViewportSize({ width: 1440, height: 900 })
  const errors: Error[] = []
  page.on("pageerror", (error) => errors.push(error))
  await page.goto(server.address)
  const stage = page.getByRole("region", { name: "The program as one picture" })
  const inspector = page.getByRole("region", { name: "Inspector" })
  const box = (name: RegExp) => stage.getByRole("button", { name })
  const words = async (name: RegExp) => {
    await box(name).first().waitFor()
    return (await box(name).first().getAttribute("aria-label")) ?? ""
  }
  return {
    page,
    server,
    stage,
    inspector,
    box,
    words,
    select: async (name) => {
      await box(name).first().focus()
      await page.keyboard.press("Enter")
    },
    act: async (line) => {
      await inspector.getByRole("button", { name: `: ${line}` }).click()
    },
    create: async (what, fill = async () => {}) => {
      await page.getByRole("banner").getByRole("button", { name: what }).click()
      const form = page.getByRole("dialog")
      await fill(form)
      await form.getByRole("button", { name: /^Create/ }).click()
    },
    fact: (name) => inspector.locator(`dt:text-is("${name}") + dd, div:has(> dt:text-is("${name}")) > dd`).first(),
    type: async (line) => {
      await page.getByRole("textbox", { name: "Line of code to run in the lab" }).fill(line)
      await page.keyboard.press("Enter")
    },
    result: async (code, text) => {
      const line = page.getByRole("list", { name: "Lines of the lab" }).getByRole("listitem").filter({ hasText: code })
      await line.last().filter({ hasText: text }).waitFor()
    },
    newLab: async (kind = "Node") => {
      // The one that opens a menu: before there is any run, the empty picture has one too.
      await page
        .locator("[aria-haspopup=menu]")
        .and(page.getByRole("button", { name: "New lab" }))
        .click()
      await page.getByRole("menuitem", { name: `${kind} lab` }).click()
      await box(/^MainProcess, \d+/).waitFor()
      await eventually(() => page.getByRole("list", { name: "Lines of the lab" }).textContent()).toContain(
        "Every button",
      )
    },
    pidOf: async (name) => Number(/, (\d+)/.exec(await words(new RegExp(`^${name}, \\d+`)))?.[1]),
    close: async () => {
      await browser.close()
      await server.stop()
      expect(errors).toEqual([])
    },
  }
}
