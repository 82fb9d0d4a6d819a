import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as later } from "node:timers/promises"
import type { ForkscopeEvent } from "@forkscope/shared/events"
import { Recording } from "@forkscope/shared/recording"
import { afterAll, describe, expect, test } from "vitest"
import { CLI } from "../support/server.ts"

const home = mkdtempSync(join(tmpdir(), "forkscope-killed-"))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const KILLS = 40
const AT_ONCE = 4
/** Prints its own clock, in ms, 100 times a second. */
const CLOCK = "const t = Date.now(); setInterval(() => console.log('<' + (Date.now() - t) + '>'), 10)"

async function eventsOf(path: string): Promise<ForkscopeEvent[]> {
  const recording = await Recording.open(readFileSync(path))
  const all: ForkscopeEvent[] = []
  for await (const events of recording.all()) all.push(...events)
  return all
}

/** The newest time in the program's output; 0 if there is none. */
function clockIn(text: string): number {
  return Math.max(0, ...[...text.matchAll(/<(\d+)>/g)].map(([, at]) => Number(at)))
}

async function killed(number: number): Promise<{ before: number; after: ForkscopeEvent[]; written: number }> {
  const path = join(home, `${number}.forkscope`)
  const child: ChildProcess = spawn(
    process.execPath,
    [CLI, "run", "--headless", "--record", path, "--", process.execPath, "-e", CLOCK],
    { stdio: ["ignore", "pipe", "ignore"] },
  )
  let printed = ""
  child.stdout?.on("data", (data) => (printed += data))
  await once(child.stdout ?? child, "data")
  await later(300 + Math.random() * 2500)
  const before = await eventsOf(path).catch(() => [])
  const gone = once(child, "exit")
  child.kill("SIGKILL")
  const written = clockIn(printed)
  await gone
  return { before: before.length, after: await eventsOf(path).catch(() => []), written }
}

describe("kill -9 in mid-recording", () => {
  test(`loses no event that is in the file, and at most the last second is not in it yet, ${KILLS} times`, async () => {
    for (let number = 0; number < KILLS; number += AT_ONCE) {
      const all = await Promise.all(Array.from({ length: AT_ONCE }, (_, place) => killed(number + place)))
      for (const { before, after, written } of all) {
        expect(after.length).toBeGreaterThanOrEqual(before)
        const output = after.map((event) => (event.type === "output.written" ? event.text : "")).join("")
        // A gzip member holds one second of events, and on a busy machine its timer may be late.
        expect(written - clockIn(output)).toBeLessThan(1600)
      }
    }
  })
})
