import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, utimesSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { limitsWith } from "../../../server/src/containment/limits.ts"
import { Warden } from "../../../server/src/containment/warden.ts"
import { readRecording } from "../../../server/src/recording/read.ts"
import { Recorder } from "../../../server/src/recording/recorder.ts"
import { Recordings } from "../../../server/src/recording/recordings.ts"
import { Runs } from "../../../server/src/runs/runs.ts"

const script = fileURLToPath(new URL("../../../server/src/containment/supervisor.pl", import.meta.url))
let folder: string
let runs: Runs | null = null

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "forkscope-recordings-"))
})
afterEach(async () => {
  await runs?.close()
  runs = null
  rmSync(folder, { recursive: true, force: true })
})

async function openRuns(recordings: Recordings): Promise<Runs> {
  runs = new Runs(await Warden.start({ script }), limitsWith({}), recordings)
  return runs
}

const program = (line: string) => ({
  name: line,
  kind: "program" as const,
  argv: ["sh", "-c", line],
  env: { PATH: process.env.PATH ?? "" },
  cwd: folder,
})

describe("a run", () => {
  test("is recorded while it runs, and its file has the same world as the live run", async () => {
    const recordings = new Recordings({ folder })
    const run = await (await openRuns(recordings)).start(program("echo one; echo two"))
    await run.ended
    const id = run.recording ?? ""
    await expect.poll(async () => (await recordings.list()).recordings[0]?.run).toBeNull()
    const recording = await readRecording(await recordings.fileOf(id, true))
    expect(await recording.worldAt(recording.seq)).toEqual(run.log.world)
    const [listed] = (await recordings.list()).recordings
    expect(listed).toMatchObject({ id, name: "echo one; echo two", note: "", events: run.log.seq, run: null })
    expect(listed?.duration).toBe(run.log.world.at)
  })

  test("that is not over has a file with everything up to the request for it", async () => {
    const recordings = new Recordings({ folder })
    const run = await (await openRuns(recordings)).start(program("echo ready; exec sleep 60"))
    await expect.poll(() => JSON.stringify(run.log.world.output)).toContain("ready")
    const path = await recordings.fileOf(run.recording ?? "", true)
    const { seq } = run.log
    const recording = await readRecording(path)
    expect(recording.seq).toBeGreaterThanOrEqual(seq - 1)
    expect(recording.damage).toBeNull()
    expect((await recordings.list()).recordings[0]?.run).toBe(run.id)
    expect(() => recordings.remove(run.recording ?? "")).toThrow("is being recorded")
  })

  test("goes on when there is no more room for its recording, and an event says so", async () => {
    const recordings = new Recordings({ folder, quota: 1000 })
    const run = await (await openRuns(recordings)).start(program("yes | head -c 100000; sleep 0.1; echo end"))
    await run.ended
    expect(run.exitCode).toBe(0)
    await expect.poll(() => run.log.world.run?.notices.map(({ code }) => code) ?? []).toContain("RECORDING_STOPPED")
  })

  test("goes on when the disk is full, and an event says so", async () => {
    if (!existsSync("/dev/full")) return
    const recordings = new Recordings({ folder })
    symlinkSync("/dev/full", join(folder, "full.forkscope"))
    const run = await (await openRuns(recordings)).start(program("echo on"))
    const stopped = new Promise<Error | null>((resolve) => {
      const recorder = new Recorder({
        path: join(folder, "full.forkscope"),
        log: run.log,
        name: "full",
        wallClock: 0,
        onStopped: resolve,
      })
      void run.ended.then(() => recorder.close())
    })
    expect((await stopped)?.message).toContain("ENOSPC")
    await run.ended
    expect(run.exitCode).toBe(0)
  })
})

describe("recordings that are kept", () => {
  async function kept(count: number): Promise<{ recordings: Recordings; ids: string[] }> {
    const recordings = new Recordings({ folder })
    const all = await openRuns(recordings)
    const ids: string[] = []
    for (let number = 0; number < count; number++) {
      const run = await all.start(program(`echo ${number}`))
      await run.ended
      ids.push(run.recording ?? "")
    }
    await recordings.close()
    return { recordings, ids }
  }

  test("can be renamed and annotated, in the file itself, and deleted", async () => {
    const { recordings, ids } = await kept(1)
    const [id = ""] = ids
    await recordings.label(id, { name: "a new name" })
    await recordings.label(id, { note: "hangs at the end" })
    const [listed] = (await recordings.list()).recordings
    expect(listed).toMatchObject({ name: "a new name", note: "hangs at the end" })
    const recording = await readRecording(join(folder, `${id}.forkscope`))
    expect(recording).toMatchObject({ name: "a new name", damage: null })
    recordings.remove(id)
    expect((await recordings.list()).recordings).toEqual([])
    expect(existsSync(join(folder, `${id}.forkscope`))).toBe(false)
  })

  test("are deleted, the oldest first, when they are too many or too old", async () => {
    const { ids } = await kept(3)
    const paths = ids.map((id) => join(folder, `${id}.forkscope`))
    const hour = 3_600_000
    paths.forEach((path, place) => {
      const at = new Date(Date.now() - (9 - place) * hour)
      utimesSync(path, at, at)
    })
    const sizes = paths.map((path) => statSync(path).size)
    new Recordings({ folder, quota: (sizes[1] ?? 0) + (sizes[2] ?? 0) })
    expect(paths.map((path) => existsSync(path))).toEqual([false, true, true])
    const old = new Date(Date.now() - 40 * 24 * hour)
    utimesSync(paths[1] ?? "", old, old)
    new Recordings({ folder })
    expect(paths.map((path) => existsSync(path))).toEqual([false, false, true])
  })

  test("are only those of the folder: a path is no id", async () => {
    const recordings = new Recordings({ folder })
    for (const id of ["../x", "/etc/passwd", "", "nothing"]) {
      await expect(recordings.fileOf(id, true)).rejects.toMatchObject({ refusal: { code: "NOT_FOUND" } })
    }
  })

  test("of earlier servers cannot be read with the read-only token, those of this server's runs can", async () => {
    const { recordings, ids } = await kept(1)
    const [id = ""] = ids
    expect(await recordings.fileOf(id, false)).toBe(join(folder, `${id}.forkscope`))
    await expect(new Recordings({ folder }).fileOf(id, false)).rejects.toMatchObject({ refusal: { code: "READ_ONLY" } })
    expect(await new Recordings({ folder }).fileOf(id, true)).toBe(join(folder, `${id}.forkscope`))
  })

  test("have neither the token nor the environment in them", async () => {
    const { ids } = await kept(1)
    const recording = await readRecording(join(folder, `${ids[0]}.forkscope`))
    const text: string[] = []
    for await (const events of recording.all()) text.push(JSON.stringify(events))
    expect(text.join("")).not.toContain(process.env.PATH ?? "no path")
  })
})
