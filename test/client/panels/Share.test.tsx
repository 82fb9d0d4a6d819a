// @vitest-environment jsdom
import { Recording } from "@forkscope/shared/recording"
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react"
import { afterEach, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest"
import { Surroundings } from "../../../client/src/App.tsx"
import { dataUrl } from "../../../client/src/diagrams/picture/dataUrl.ts"
import { startI18n } from "../../../client/src/i18n/i18n.ts"
import { fileName } from "../../../client/src/panels/share/download.ts"
import { ShareMenu } from "../../../client/src/panels/share/ShareMenu.tsx"
import { Session } from "../../../client/src/store/session.ts"
import { mainRun, numbered } from "../../support/events.ts"
import { record } from "../../support/recorded.ts"
import { openLab, openSession, RUN } from "../openSession.ts"

const written: string[] = []
const saved: { name: string; file: Blob }[] = []
let bytes: Buffer<ArrayBuffer>

beforeAll(async () => {
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }))
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  )
  const clipboard = { writeText: async (text: string) => void written.push(text) }
  Object.defineProperty(navigator, "clipboard", { value: clipboard, configurable: true })
  let file = new Blob()
  URL.createObjectURL = (blob) => {
    file = blob as Blob
    return "#"
  }
  URL.revokeObjectURL = () => {}
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, file })
  })
  bytes = Buffer.from(await record(numbered(...mainRun())))
  await startI18n("en")
})
beforeEach(() => {
  history.replaceState(null, "", "/")
  written.length = 0
  saved.length = 0
})
afterEach(cleanup)

async function open(session: Session): Promise<void> {
  render(
    <Surroundings session={session}>
      <ShareMenu />
    </Surroundings>,
  )
  fireEvent.click(screen.getByRole("button", { name: "Share" }))
  await screen.findAllByRole("menuitem")
}

test("Escape closes the menu that the button has just opened, while the button still has the focus", async () => {
  const { session } = openLab()
  render(
    <Surroundings session={session}>
      <ShareMenu />
    </Surroundings>,
  )
  const button = screen.getByRole("button", { name: "Share" })
  fireEvent.click(button)
  expect(button.getAttribute("aria-expanded")).toBe("true")
  fireEvent.keyDown(button, { key: "Escape" })
  expect(button.getAttribute("aria-expanded")).toBe("false")
})

// jsdom has no layout, so a menu is hidden as soon as it opens.
const items = () => screen.getAllByRole<HTMLButtonElement>("menuitem", { hidden: true })
const offered = () => items().flatMap(({ disabled, textContent }) => (disabled ? [] : [textContent]))
const item = (name: string) => items().find(({ textContent }) => textContent?.startsWith(name)) as HTMLButtonElement
const choose = (name: string) => fireEvent.click(item(name))
const toasts = (session: Session) =>
  session.toasts.getState().notifications.map(({ title, message }) => `${title} ${message}`)

const FILES = ["Save recording.forkscope", "Export for Perfetto.trace.json", "Export events.ndjson"]
const PICTURES = ["Save picture as SVG.svg", "Save picture as PNG.png"]

/** The bytes of a saved file. */
async function savedFile() {
  await waitFor(() => expect(saved).toHaveLength(1))
  const { name, file } = saved[0] as (typeof saved)[number]
  return { name, bytes: Buffer.from((await dataUrl(file)).split(",")[1] ?? "", "base64") }
}

test("a run that is not over can be shared in every way", async () => {
  await open(openLab().session)
  const [recording, ...others] = FILES
  const page = "Save as web page.html"
  expect(offered()).toEqual(["Copy link", "Copy read-only link", recording, page, ...others, ...PICTURES])
})

test("its link contains what is shown but no token, and a text says that it opens on this computer only", async () => {
  const { session } = openLab()
  session.select({ kind: "process", id: 1 })
  session.openTab("table")
  await open(session)
  choose("Copy link")
  await waitFor(() => expect(toasts(session)).toEqual([expect.stringMatching(/link\.copied It opens on this machine/)]))
  expect(written).toEqual([`${location.origin}/#run=r1&select=process.1&view=table`])
})

test("the read-only link has the read-only token, followed by the same place", async () => {
  await open(openLab().session)
  choose("Copy read-only link")
  await waitFor(() => expect(written).toEqual([`${location.origin}/#token=watch&run=r1`]))
})

test("a viewer who may only watch is offered no read-only link", async () => {
  const { session, feed } = openLab()
  const { welcome } = session.page.getState()
  if (welcome) feed.onWelcome({ ...welcome, canAct: false, watchToken: null })
  await open(session)
  expect(offered()).not.toContain("Copy read-only link")
  expect(offered()).toContain(FILES[0])
})

test("for a run that is not recorded a text says so; its picture can still be saved", async () => {
  const { session, feed } = openLab()
  feed.onRuns([{ ...RUN, recording: null }])
  await open(session)
  expect(offered()).toEqual(["Copy link", "Copy read-only link", ...PICTURES])
  const reason = document.getElementById(item("Save recording").getAttribute("aria-describedby") ?? "")
  expect(reason?.textContent).toBe("This run is not recorded.")
})

test("without its server a run can't be saved", async () => {
  const { session, feed } = openLab()
  feed.onConnection("disconnected")
  await open(session)
  expect(offered()).toEqual(["Copy link", "Copy read-only link", ...PICTURES])
  expect(screen.getByText(/^The server has stopped/)).toBeTruthy()
})

test("a file that the user opened has no link, and is saved unchanged", async () => {
  const { session } = openSession()
  await session.playback.player.open(bytes, { id: null, run: null })
  await open(session)
  expect(offered()).toEqual([FILES[0], "Save as web page.html", ...FILES.slice(1), ...PICTURES])
  choose("Save recording")
  expect(await savedFile()).toEqual({ name: "a-run.forkscope", bytes })
})

test("a saved page offers neither a link nor to be saved again", async () => {
  const session = new Session((callback) => callback())
  session.startStandalone(null)
  onTestFinished(() => session.stop())
  await session.playback.player.open(bytes, { id: null, run: null })
  await open(session)
  expect(offered()).toEqual([...FILES, ...PICTURES])
})

test("events are saved as lines that open as the recording", async () => {
  const { session } = openSession()
  await session.playback.player.open(bytes, { id: null, run: null })
  await open(session)
  choose("Export events")
  const file = await savedFile()
  expect(file.name).toBe("a-run.ndjson")
  const [whole, lines] = await Promise.all([Recording.open(bytes), Recording.open(file.bytes)])
  expect(await lines.events(0, lines.seq)).toEqual(await whole.events(0, whole.seq))
})

test("a web page is saved with the recording in it", async () => {
  const { session } = openSession({ recording: bytes })
  await session.playback.open("rec-1")
  await open(session)
  choose("Save as web page")
  const file = await savedFile()
  expect(file.name).toBe("a-run.html")
  expect(file.bytes.toString()).toContain(`>${bytes.toString("base64")}</script>`)
})

test("a refusal of the server is shown", async () => {
  const { session } = openLab()
  await open(session)
  choose("Save recording")
  await waitFor(() => expect(toasts(session)).toEqual(["share:failed Expected a recording"]))
})

test("a file has the name of the run, without characters that some systems forbid", () => {
  expect(fileName("Pool(3), ten tasks", "svg")).toBe("Pool-3-ten-tasks.svg")
  expect(fileName("../../etc: 进程池?", "html")).toBe("etc-进程池.html")
  expect(fileName("///", "png")).toBe("forkscope.png")
})
