import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { EMPTY_WORLD, fold } from "@forkscope/shared/world"
import { afterAll, beforeAll, expect, test } from "vitest"
import { badFiles, withCheckpoints } from "../support/badFiles.ts"
import { isFullMatrix } from "../support/matrix.ts"
import { eventually, type LabPage, openLabPage, toTheEnd, worldOf } from "../support/page.ts"
import { recordedRuns } from "../support/recorded.ts"

const home = mkdtempSync(join(tmpdir(), "forkscope-bad-"))
const { events } = recordedRuns().find(({ name }) => name.startsWith("pool")) ?? { events: [] }
let lab: LabPage

beforeAll(async () => {
  lab = await openLabPage({ env: { XDG_DATA_HOME: home } })
})
afterAll(async () => {
  await lab?.close()
  rmSync(home, { recursive: true, force: true })
})

function save(name: string, bytes: Buffer): string {
  const path = join(home, name)
  writeFileSync(path, bytes)
  return path
}

const open = (path: string) => lab.page.getByLabel("Open a recording").last().setInputFiles(path)

/** Drops files from the disk on the page as a file manager does: drags them over it until it says what a drop does. */
async function drop(...files: string[]) {
  const devtools = await lab.page.context().newCDPSession(lab.page)
  const data = { items: [], files, dragOperationsMask: 1 }
  const send = (type: "dragEnter" | "dragOver" | "drop") =>
    devtools.send("Input.dispatchDragEvent", { type, x: 600, y: 300, data })
  const sheet = lab.page.getByText("Drop the recording to open it")
  await send("dragEnter")
  await eventually(async () => {
    await send("dragOver")
    return sheet.isVisible()
  }).toBe(true)
  // The files are now over that sheet.
  for (const type of ["dragOver", "dragOver", "drop"] as const) await send(type)
  await sheet.waitFor({ state: "hidden" })
  await devtools.detach()
}

test("a file that is not a recording is refused with a sentence; a damaged recording is shown up to the damage, and says so", async () => {
  // Unpacking this one takes the page long; the command tries it too.
  const files = (await badFiles(events)).filter(({ name }) => isFullMatrix || name !== "zeros.forkscope")
  for (const { name, bytes, says, good } of files) {
    await open(save(name, bytes))
    if (good === null) await lab.page.getByRole("alert").getByText(says).last().waitFor()
    else {
      const notice = lab.page.getByRole("status").getByText(says)
      await notice.waitFor()
      expect(await notice.textContent()).toContain(`can be read up to event ${good}`)
      expect(await worldOf(lab.page)).toEqual(fold(EMPTY_WORLD, events.slice(0, good)))
    }
  }
})

test("the shown recording stays when a file is refused", async () => {
  const before = await worldOf(lab.page)
  await open(save("late.txt", Buffer.from("much too late")))
  await lab.page.getByText("much too late").waitFor()
  expect(await worldOf(lab.page)).toEqual(before)
})

test("a recording with invalid worlds shows the worlds of its events", async () => {
  await drop(save("lies.forkscope", await withCheckpoints(events, () => ({ seq: "all", processes: { 1: "hello" } }))))
  await eventually(async () => (await worldOf(lab.page)).run?.name).toBe(fold(EMPTY_WORLD, events).run?.name)
  await toTheEnd(lab.page)
  expect(await worldOf(lab.page)).toEqual(fold(EMPTY_WORLD, events))
})

test("a folder is refused, and of two files the first is opened", async () => {
  const folder = join(home, "a folder")
  mkdirSync(folder)
  await drop(folder)
  await lab.page.getByText("Expected the file of a recording, got the folder a folder").waitFor()
  const [first, second] = [save("first.txt", Buffer.from("the first")), save("second.txt", Buffer.from("the second"))]
  await drop(first, second)
  await lab.page.getByText("Expected one file, got 2; the first is taken: first.txt").waitFor()
  await lab.page.getByText("got text that begins with “the first”").waitFor()
  expect(await lab.page.getByText("the second").count()).toBe(0)
})
