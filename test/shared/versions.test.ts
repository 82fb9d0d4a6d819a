import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import type { ForkscopeEvent } from "@forkscope/shared/events"
import { Recording, UnreadableError, type Upgrade } from "@forkscope/shared/recording"
import { checkInvariants, EMPTY_WORLD, fold, valuesOf, type World } from "@forkscope/shared/world"
import { describe, expect, test } from "vitest"
import { EVENTS_MINOR } from "../../shared/src/events/version.ts"
import { recordedRuns } from "../support/recorded.ts"

const folder = join(import.meta.dirname, "../recordings")

async function eventsOf(recording: Recording): Promise<ForkscopeEvent[]> {
  const all: ForkscopeEvent[] = []
  for await (const events of recording.all()) all.push(...events)
  return all
}

/** The figures of `programs/recordings/mixed.py`, the program of the frozen recordings: it put 900 items and a None. */
const figuresOf = ({ run, queues, pools, locks, processes, output }: World) => ({
  outcome: run?.ended?.outcome,
  queues: Object.values(queues).map(({ puts, gets, depth, maxsize }) => ({ puts, gets, depth, maxsize })),
  pools: Object.values(pools).map(({ size, submitted, finished, failed }) => ({ size, submitted, finished, failed })),
  locks: Object.values(locks).map(({ kind, acquires }) => ({ kind, acquires })),
  named: Object.values(processes).flatMap(({ name }) => (/^(?:producer|consumer)$/.test(name) ? [name] : [])),
  printed: [...valuesOf(output)].map(({ text }) => text).join(""),
})

const frozen = readdirSync(folder).filter((file) => file.endsWith(".forkscope"))

describe.each(frozen)("the frozen recording %s", (file) => {
  const bytes = readFileSync(join(folder, file))

  test("opens whole, and says what the program did", async () => {
    const recording = await Recording.open(bytes)
    const events = await eventsOf(recording)
    expect(recording).toMatchObject({ damage: null, isNewer: false, name: "python3 mixed.py" })
    expect(events.length).toBe(recording.seq)
    expect(events.length).toBeGreaterThan(5000)
    const world = fold(EMPTY_WORLD, events)
    checkInvariants(world, events)
    expect(figuresOf(world)).toEqual({
      outcome: "exited",
      queues: [{ puts: 901, gets: 901, depth: 0, maxsize: 3 }],
      pools: [{ size: 2, submitted: 301, finished: 301, failed: 0 }],
      locks: [{ kind: "lock", acquires: 900 }],
      named: ["producer", "consumer"],
      printed: "8955050\n49\n",
    })
  })

  test("has the same world from a checkpoint as from its first event", async () => {
    const recording = await Recording.open(bytes)
    const events = await eventsOf(recording)
    for (const part of [0.5, 1]) {
      const seq = Math.floor(recording.seq * part)
      const fresh = await Recording.open(bytes)
      expect(await fresh.worldAt(seq)).toEqual(fold(EMPTY_WORLD, events.slice(0, seq)))
    }
  })
})

const [{ events } = { events: [] }] = recordedRuns()

/** A recording as another program may write it: gzipped lines in a single member. */
function written(header: object, lines: readonly unknown[]): Uint8Array {
  const first = { forkscope: "recording", version: 1, events: 1, name: "made by hand", wallClock: 0, ...header }
  return gzipSync([first, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(""))
}

describe("a recording of a newer version that only added to this one", () => {
  const added = [
    ...events.slice(0, 10).map((event) => ({ ...event, mood: "good" })),
    { seq: 11, at: 5000, src: "cloud", type: "queue.weighed", grams: 7 },
    { index: [1, 2, 3] },
    { label: { name: "theirs", colour: "red" } },
    ...events.slice(10, 20).map((event) => ({ ...event, seq: event.seq + 1 })),
  ]
  const newer = { minor: EVENTS_MINOR + 1 }

  test("opens without the fields and events that this version does not know", async () => {
    const recording = await Recording.open(written(newer, added))
    const read = await eventsOf(recording)
    expect(read.slice(0, 10)).toEqual(events.slice(0, 10))
    expect(read[10]).toEqual({ seq: 11, at: 5000, src: "run", type: "event.unknown", what: "queue.weighed" })
    expect(recording).toMatchObject({ damage: null, isNewer: true, seq: 21, name: "theirs" })
    const world = await recording.worldAt(21)
    expect(world).toEqual({
      ...fold(EMPTY_WORLD, events.slice(0, 20)),
      seq: 21,
      at: world.at,
      processes: world.processes,
    })
  })

  test("is damaged if it claims to be of this version, because unknown events are then invalid", async () => {
    const recording = await Recording.open(written({ minor: EVENTS_MINOR }, added))
    expect(await eventsOf(recording)).toEqual(events.slice(0, 10))
    expect(recording.damage).toEqual({ code: "unknownEvent", seq: 10, type: "queue.weighed" })
  })
})

describe("a recording of another version", () => {
  const refusalOf = async (header: object, upgrades?: readonly Upgrade[]) => {
    const error = await Recording.open(written(header, events), upgrades ? { upgrades } : {}).catch((error) => error)
    return error instanceof UnreadableError ? error.problem : error
  }

  test("that may have other meanings is refused", async () => {
    expect(await refusalOf({ version: 2 })).toEqual({ code: "newer", version: 2, known: 1 })
    expect(await refusalOf({ events: 2 })).toEqual({ code: "newer", version: 2, known: 1 })
    expect(await refusalOf({ version: 0 })).toEqual({ code: "older", version: 0, known: 1 })
  })

  test("before this one is read through its upgrade", async () => {
    // An invented version whose events had a `time` in ms.
    const upgrades: Upgrade[] = [
      {
        from: 0,
        line: (value) => {
          const { time, ...rest } = value as { time: number }
          return { ...rest, at: Math.round(time * 1000) }
        },
      },
    ]
    const old = events.map(({ at, ...rest }) => ({ ...rest, time: at / 1000 }))
    const recording = await Recording.open(written({ version: 0, events: 0 }, old), { upgrades })
    const read = await eventsOf(recording)
    expect(recording.damage).toBeNull()
    expect(read).toEqual(events)
  })
})
