import { gunzipSync, gzipSync } from "node:zlib"
import type { ForkscopeEvent } from "@forkscope/shared/events"
import { problemText, Recording, sealMember } from "@forkscope/shared/recording"
import { EMPTY_WORLD, fold } from "@forkscope/shared/world"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { badFiles, withCheckpoints } from "../support/badFiles.ts"
import { record, recordedRuns } from "../support/recorded.ts"

/** Sizes so small that even a short run has many members and checkpoints. */
const SMALL = { memberLength: 2000, checkpointAfter: 3000 }
const id = fc.integer({ min: 1, max: 5 })
const text = fc.string({ maxLength: 9 })
const base = { src: fc.constant("probe" as const), at: fc.integer({ min: 0, max: 5_000_000 }) }
const of = <Type extends string, Fields extends object>(type: Type, fields: Fields) =>
  fc.record({ type: fc.constant(type), ...base, ...fields })

/** Any facts that a source can report, in any order. */
const anyEvent = fc.oneof(
  of("process.created", { proc: id, parent: id, name: fc.string({ maxLength: 20 }) }),
  of("process.spawned", { proc: id, pid: id, ppid: id, startTime: id }),
  of("process.exited", { proc: id, exitCode: fc.option(fc.integer({ min: -15, max: 255 })) }),
  of("process.sampled", { proc: id, cpu: id, queued: id, state: fc.constant("R"), core: id, threads: id }),
  of("queue.created", {
    queue: id,
    proc: id,
    name: text,
    maxsize: id,
    kind: fc.constant("queue"),
  }),
  of("queue.put.started", { queue: id, proc: id, op: id, block: fc.boolean(), value: fc.string({ maxLength: 30 }) }),
  of("queue.put.finished", { queue: id, proc: id, op: id, outcome: fc.constant("ok"), item: id, depth: id }),
  of("queue.get.started", { queue: id, proc: id, op: id, block: fc.boolean() }),
  of("queue.get.finished", { queue: id, proc: id, op: id, outcome: fc.constant("ok"), item: id, depth: id }),
  of("pool.created", { pool: id, proc: id, name: text, size: id }),
  of("pool.worker.added", { pool: id, slot: id, worker: id }),
  of("task.submitted", { pool: id, proc: id, task: id, fn: text, args: text, via: fc.constant("map") }),
  of("task.started", { pool: id, proc: id, task: id, slot: id }),
  of("task.finished", { pool: id, proc: id, task: id, slot: id, outcome: fc.constantFrom("ok", "lost", "cancelled") }),
  of("lock.created", { lock: id, proc: id, kind: fc.constantFrom("lock", "event"), name: text, value: id }),
  of("lock.acquire.started", { lock: id, proc: id, op: id, block: fc.boolean() }),
  of("lock.acquire.finished", { lock: id, proc: id, op: id, outcome: fc.constantFrom("ok", "timeout") }),
  of("lock.released", { lock: id, proc: id, value: id }),
  of("output.written", { stream: fc.constant("pty"), text: fc.string({ unit: "grapheme", maxLength: 50 }) }),
)
const anyLog = fc
  .array(anyEvent, { minLength: 1, maxLength: 200, size: "max" })
  .map((events) => events.map((event, index) => ({ seq: index + 1, ...event }) as ForkscopeEvent))
const anyFrames = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 })

async function eventsOf(recording: Recording): Promise<ForkscopeEvent[]> {
  const all: ForkscopeEvent[] = []
  for await (const events of recording.all()) all.push(...events)
  return all
}

describe("any log of events", () => {
  test("comes out of a recording unchanged", async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, anyFrames, async (events, frames) => {
        const recording = await Recording.open(await record(events, frames, SMALL))
        expect(await eventsOf(recording)).toEqual(events)
        expect(recording).toMatchObject({ damage: null, seq: events.length, name: "a run" })
      }),
      { numRuns: 30 },
    )
  })

  test("has at each of its events the world that it had when it was written", async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, anyFrames, fc.array(fc.nat(210), { maxLength: 8 }), async (events, frames, seqs) => {
        const recording = await Recording.open(await record(events, frames, SMALL))
        for (const seq of seqs) expect(await recording.worldAt(seq)).toEqual(fold(EMPTY_WORLD, events.slice(0, seq)))
      }),
      { numRuns: 30 },
    )
  })

  test("can be read from its beginning or from any event on, each event once", async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, anyFrames, fc.nat(210), async (events, frames, after) => {
        const recording = await Recording.open(await record(events, frames, SMALL))
        const all = async (from?: number) => {
          const seen: ForkscopeEvent[] = []
          for await (const stretch of recording.all(from)) seen.push(...stretch)
          return seen
        }
        expect(await all()).toEqual(events)
        expect(await all(after)).toEqual(events.slice(after))
      }),
      { numRuns: 20 },
    )
  })

  test("opens if it is cut off anywhere, up to the cut", async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, anyFrames, fc.double({ min: 0, max: 1, noNaN: true }), async (events, frames, part) => {
        const bytes = await record(events, frames, SMALL)
        const cut = bytes.subarray(0, Math.floor(bytes.length * part))
        const recording = await Recording.open(cut).catch((error: Error) => error)
        if (recording instanceof Error) {
          // The cut is before the end of the header.
          expect(recording.message).toMatch(/^Expected a recording of Forkscope/)
          return
        }
        const read = await eventsOf(recording)
        expect(read).toEqual(events.slice(0, read.length))
        expect(await recording.worldAt(Number.MAX_SAFE_INTEGER)).toEqual(fold(EMPTY_WORLD, read))
        if (read.length < events.length && cut.length < bytes.length) {
          const whole = await Recording.open(bytes)
          expect(recording.seq).toBeLessThanOrEqual(whole.seq)
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe.each(recordedRuns())("the recorded run $name", ({ events }) => {
  test("has at each of its events the same world in replay as live", async () => {
    const recording = await Recording.open(
      await record(events, [7, 40], { memberLength: 20_000, checkpointAfter: 30_000 }),
    )
    let world = EMPTY_WORLD
    const step = Math.ceil(events.length / 40)
    for (let seq = 0; seq <= events.length; seq += step) {
      world = fold(world, events.slice(world.seq, seq))
      expect(await recording.worldAt(seq)).toEqual(world)
    }
  })

  test("is found by time: at the last event that had happened by then", async () => {
    const recording = await Recording.open(await record(events))
    const end = events.reduce((latest, { at }) => Math.max(latest, at), 0)
    for (const at of [-1, 0, end / 3, end / 2, end - 1, end, end + 1]) {
      const next = events.find((event) => event.at > at)
      expect(await recording.seqAt(at)).toBe(next ? next.seq - 1 : events.length)
    }
  })

  test("also opens unzipped, or zipped by another program", async () => {
    const bytes = await record(events)
    const text = gunzipSync(bytes)
    for (const form of [text, gzipSync(text)]) expect(await eventsOf(await Recording.open(form))).toEqual(events)
  })
})

describe("a damaged or foreign file", () => {
  const [{ events } = { events: [] }] = recordedRuns()

  test("is refused, or read as far as it is valid, with a sentence that says what is wrong", async () => {
    for (const { name, bytes, says, good } of await badFiles(events)) {
      const before = process.memoryUsage().rss
      const opened = await Recording.open(bytes).catch((error: Error) => error)
      // Members that would fill memory are not unzipped: the largest would be a quarter of a GB.
      expect(process.memoryUsage().rss - before, name).toBeLessThan(500 << 20)
      if (opened instanceof Error)
        expect([name, opened.message, good]).toEqual([name, expect.stringMatching(says), null])
      else {
        expect(await eventsOf(opened), name).toEqual(events.slice(0, good ?? 0))
        expect(opened.damage && problemText(opened.damage)).toMatch(says)
        expect(await opened.worldAt(Number.MAX_SAFE_INTEGER)).toEqual(fold(EMPTY_WORLD, events.slice(0, good ?? 0)))
      }
    }
  })

  test("with a flipped bit ends there, and everything before it is valid", async () => {
    const bytes = await record(events, [20], SMALL)
    bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 0x55
    const recording = await Recording.open(bytes)
    const read = await eventsOf(recording)
    expect(read).toEqual(events.slice(0, read.length))
    expect(read.length).toBeGreaterThan(0)
    expect(recording.damage).not.toBeNull()
  })

  test("with flipped bits is shown up to there, whatever part is read first", async () => {
    const bytes = await record(events, [20], SMALL)
    bytes.fill(0x5a, Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 30)
    const whole = await Recording.open(await record(events, [20], SMALL))
    for (let seq = events.length; seq > 0; seq -= 25) {
      const recording = await Recording.open(bytes)
      const world = await recording.worldAt(seq)
      expect(world).toEqual(await whole.worldAt(world.seq))
      expect(world.seq).toBe(Math.min(seq, world.seq, recording.seq))
    }
  })

  test.each<[string, (checkpoint: Record<string, unknown>) => unknown]>([
    ["is a text", () => "hello"],
    ["is nothing", () => null],
    ["has processes that are texts", (world) => ({ ...world, processes: { 1: "hello", 2: null } })],
    ["has a process of nothing", (world) => ({ ...world, processes: { 1: {} } })],
    ["has no output", ({ output: _, ...world }) => world],
    ["has a name that is a number", (world) => ({ ...world, run: { ...(world.run as object), name: 7 } })],
    ["has a list for a table", (world) => ({ ...world, queues: [1, 2] })],
  ])("with a checkpoint that %s is folded from its events instead", async (_, change) => {
    const recording = await Recording.open(await withCheckpoints(events, change))
    for (const seq of [events.length, Math.floor(events.length / 2)])
      expect(await recording.worldAt(seq)).toEqual(fold(EMPTY_WORLD, events.slice(0, seq)))
    expect(recording.damage).toBeNull()
  })

  test("with a checkpoint that is a valid world is trusted, which shows that checkpoints are really read", async () => {
    const recording = await Recording.open(await withCheckpoints(events, (world) => ({ ...world, at: 7e9 })))
    expect((await recording.worldAt(events.length)).at).toBe(7e9)
  })

  test("with many members that would fill memory is read up to the first of them", async () => {
    const bytes = await record(events.slice(0, 40))
    const head = { events: 1, seq: 41, at: 0, hasCheckpoint: false, hasLabel: true }
    const bomb = sealMember(gzipSync(" ".repeat(100 << 20)), head)
    const before = performance.now()
    const recording = await Recording.open(Buffer.concat([bytes, ...Array.from({ length: 200 }, () => bomb)]))
    // All members together would be 20 GB.
    expect(performance.now() - before).toBeLessThan(10_000)
    expect(await eventsOf(recording)).toEqual(events.slice(0, 40))
    expect(recording.damage).toEqual({ code: "largeMember", seq: 40, megabytes: 64 })
  })
})
