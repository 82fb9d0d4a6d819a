import type { World } from "@forkscope/shared/world"
import type { Locator, Page } from "playwright-core"
import { expect } from "vitest"
import type { Session } from "../../client/src/store/session.ts"
import { openBrowser, type TestBrowser } from "./browser.ts"
import { startServer, type TestServer } from "./server.ts"

const PATIENCE = { timeout: 60_000, interval: 50 }

/** The page of a real server in a real browser. Its parts are found by their accessible names. */
export interface LabPage {
  page: Page
  server: TestServer
  stage: Locator
  inspector: Locator
  /** A box of the picture, found by the beginning of its name. */
  box(name: RegExp): Locator
  /** Waits for a box and returns its name. */
  words(name: RegExp): Promise<string>
  select(name: RegExp): Promise<void>
  /** Presses the inspector's button for an action, which is named by the line that it runs. */
  act(line: string): Promise<void>
  /** Opens the form of a button in the top bar, fills it and submits it. */
  create(what: "Process" | "Pool" | "Queue", fill?: (form: Locator) => Promise<void>): Promise<void>
  /** The inspector's value with this name. */
  fact(name: string): Locator
  /** Types a line into the lab and submits it. */
  type(line: string): Promise<void>
  /** Waits until the result of the lab's newest line with this code contains the text. */
  result(code: string, text: RegExp): Promise<void>
  newLab(kind?: "Node" | "Python"): Promise<void>
  /** Waits until the picture shows the PID of a process; returns it. */
  pidOf(name: string): Promise<number>
  close(): Promise<void>
}

/** Retries the function until its value passes the assertion; otherwise vitest reports the last value. */
export function eventually<T>(look: () => T | Promise<T>) {
  return expect.poll(look, PATIENCE)
}

/** Goes to the end of the recording that a page shows. */
export async function toTheEnd(page: Page): Promise<void> {
  const playhead = page.getByRole("toolbar", { name: "Time" }).getByRole("slider", { name: "Playhead" })
  const at = async () => Number(await playhead.inputValue())
  await eventually(async () => {
    await playhead.press("End")
    const end = Number(await playhead.getAttribute("max"))
    return end > 1000 && (await at()) === end
  }).toBe(true)
}

/**
 * The whole world that a page draws. It is read from the props of React's root, so that the shipped page needs no
 * access point for tests.
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

interface PageOptions {
  /** Whether the page animates. Default: no. */
  moves?: boolean
}

export async function openLabPage({
  moves,
  ...options
}: NonNullable<Parameters<typeof startServer>[0]> & PageOptions = {}): Promise<LabPage> {
  const server = await startServer(options)
  const browser: TestBrowser = await openBrowser([], moves)
  const page = await browser.context.newPage()
  await page.setViewportSize({ width: 1440, height: 900 })
  const errors: Error[] = []
  page.on("pageerror", (error) => errors.push(error))
  await page.goto(server.address)
  const stage = page.getByRole("region", { name: "The program as one picture" })
  const inspector = page.getByRole("region", { name: "Inspector" })
  const box = (name: RegExp) => stage.getByRole("button", { name })
  const words = async (name: RegExp) => {
    await box(name)
      .first()
      .waitFor()
      .catch(async (cause) => {
        const shown = await stage.locator("[aria-label]").evaluateAll((all) => all.map((one) => one.ariaLabel))
        throw new Error(`Expected ${name} in the picture, got ${JSON.stringify(shown)}`, { cause })
      })
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
      // The button with a menu: before the first run, the empty picture has another button with this name.
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
