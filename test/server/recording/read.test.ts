import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"
import type { ForkscopeEvent } from "@forkscope/shared/events"
import { type Damage, Recording } from "@forkscope/shared/recording"
import { afterAll, expect, test } from "vitest"
import { readRecording } from "../../../server/src/recording/read.ts"
import { record, recordedRuns } from "../../support/recorded.ts"

const folder = mkdtempSync(join(tmpdir(), "forkscope-read-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function contentOf(recording: Recording): Promise<{ events: ForkscopeEvent[]; damage: Damage | null }> {
  const events: ForkscopeEvent[] = []
  for await (const some of recording.all()) events.push(...some)
  return { events, damage: recording.damage }
}

const [{ events } = { events: [] }] = recordedRuns()
const whole = await record(events, [20], { memberLength: 2000, checkpointAfter: 3000 })

function flipped(place: number): Buffer {
  const bytes = Buffer.from(whole)
  bytes[place] = (bytes[place] ?? 0) ^ 0x55
  return bytes
}

test.each([
  ["whole", whole],
  ["cut off", whole.subarray(0, whole.length * 0.7)],
  ["damaged", flipped(whole.length >> 1)],
  ["unzipped", gunzipSync(whole)],
])("a file that is %s is read as it is in the page", async (name, bytes) => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  const read = await contentOf(await readRecording(path))
  expect(read).toEqual(await contentOf(await Recording.open(bytes)))
  expect(read.events.length).toBeGreaterThan(0)
})
