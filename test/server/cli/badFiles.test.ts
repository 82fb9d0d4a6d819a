import { spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type BadFile, badFiles } from "../../support/badFiles.ts"
import { record, recordedRuns } from "../../support/recorded.ts"
import { CLI } from "../../support/server.ts"

const home = mkdtempSync(join(tmpdir(), "forkscope-bad-"))
const [{ events } = { events: [] }] = recordedRuns()
let files: BadFile[]
beforeAll(async () => {
  files = await badFiles(events)
  for (const { name, bytes } of files) writeFileSync(join(home, name), bytes)
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

async function forkscope(...args: string[]): Promise<{ code: number | null; out: string; said: string }> {
  const child = spawn(process.execPath, [CLI, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, XDG_DATA_HOME: home },
  })
  const ended = new Promise<number | null>((resolve) => child.on("exit", resolve))
  const [out, said, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { code, out, said }
}

test("a bad file is exported as far as it is good, and a message says what is wrong", async () => {
  for (const { name, says, good } of files) {
    const { code, out, said } = await forkscope("export", join(home, name), "--to", "ndjson", "-o", "-")
    expect(said, name).toMatch(says)
    expect(said).not.toMatch(/\n.*\n/)
    expect({ name, code }).toEqual({ name, code: good === null ? 2 : 0 })
    // One line for the header and one for each event.
    expect(out.split("\n").filter((line) => line !== "").length).toBe(good === null ? 0 : good + 1)
  }
})

test("a file that is not a recording is not opened, and the server ends", async () => {
  const { name, says } = files.find(({ good }) => good === null) as BadFile
  const { code, said: why } = await forkscope("open", "--no-open", "--port", "0", join(home, name))
  expect({ code, why }).toEqual({ code: 2, why: expect.stringMatching(says) })
  const { said } = await forkscope("open", "--no-open", "--port", "0", home)
  expect(said).toContain(`Expected a recording, ${home} is a folder`)
})

test("other files among the recordings are named, and do not hide the recordings", async () => {
  const folder = join(home, "forkscope", "recordings")
  mkdirSync(join(folder, "folder.forkscope"), { recursive: true })
  symlinkSync("/nowhere", join(folder, "nowhere.forkscope"))
  writeFileSync(join(folder, "hello.forkscope"), "hello")
  writeFileSync(join(folder, "good.forkscope"), await record(events))
  const { code, out, said } = await forkscope("list")
  expect(out).toMatch(/^good +.*a run\n1 recording,/)
  expect(said).toMatch(/got also folder\.forkscope, hello\.forkscope, nowhere\.forkscope\n$/)
  expect(code).toBe(0)
})
