import type { ForkscopeEvent } from "@forkscope/shared/events"
import { toNdjson, toTrace } from "@forkscope/shared/export"
import { Recording } from "@forkscope/shared/recording"
import { describe, expect, test } from "vitest"
import type { TraceEvent } from "../../shared/src/export/trace.ts"
import { record, recordedRuns } from "../support/recorded.ts"

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = ""
  for await (const piece of pieces) text += piece
  return text
}

async function traceOf(events: readonly ForkscopeEvent[]): Promise<TraceEvent[]> {
  const recording = await Recording.open(await record(events))
  return JSON.parse(await textOf(toTrace(recording))).traceEvents
}

const key = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`
const endOf = ({ ts = 0, dur = 0 }: TraceEvent) => ts + dur

describe.each(recordedRuns())("a trace of the recorded run $name", async ({ events }) => {
  const trace = await traceOf(events)
  const slices = trace.filter(({ ph }) => ph === "X")

  test("has a named track for each process, with its PID", () => {
    const named = trace.filter(({ ph, name }) => ph === "M" && name === "process_name").map(({ pid }) => pid)
    const spawned = new Set(events.flatMap((event) => (event.type === "process.spawned" ? [event.pid] : [])))
    expect(new Set(named)).toEqual(spawned)
    expect(new Set(trace.map(({ pid }) => pid))).toEqual(spawned)
  })

  test("has a slice for all that took time, and none ends before it began", () => {
    const begun = events.filter((event) => "op" in event && event.type.endsWith(".started"))
    const ofOps = slices.filter(({ cat }) => !["process", "task", "line"].includes(cat ?? ""))
    expect(ofOps.length).toBe(begun.length)
    expect(slices.every(({ dur }) => (dur ?? 0) >= 1)).toBe(true)
  })

  test("has no arrow that hangs in the air: each end lies in a slice of its track", () => {
    const ends = trace.filter(({ ph }) => ph === "s" || ph === "f")
    const starts = new Map(ends.filter(({ ph }) => ph === "s").map((one) => [one.id, one]))
    for (const end of ends) {
      const under = slices.filter(
        (slice) => key(slice) === key(end) && (slice.ts ?? 0) <= (end.ts ?? 0) && (end.ts ?? 0) <= endOf(slice),
      )
      expect(under.length, JSON.stringify(end)).toBeGreaterThan(0)
      if (end.ph === "f") expect(starts.get(end.id)?.ts ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(end.ts ?? 0)
    }
  })

  test("counts nothing below zero", () => {
    for (const { ph, args } of trace) {
      if (ph === "C") for (const value of Object.values(args ?? {})) expect(value).toBeGreaterThanOrEqual(0)
    }
  })
})

describe("a trace", () => {
  const spawned = (seq: number, at: number, proc: number, pid: number): ForkscopeEvent => ({
    ...{ seq, at, proc, pid, type: "process.spawned", src: "probe", ppid: 1, startTime: seq, parent: 1 },
  })

  test("gives a PID that is used again a track of its own", async () => {
    const trace = await traceOf([
      { seq: 1, at: 0, type: "process.spawned", src: "run", proc: 1, pid: 10, ppid: 1, startTime: 1 },
      spawned(2, 5, 2, 20),
      { seq: 3, at: 9, type: "process.exited", src: "probe", proc: 2, exitCode: 0 },
      spawned(4, 12, 3, 20),
    ])
    const pids = trace.filter(({ name }) => name === "process_name").map(({ pid }) => pid)
    expect(pids).toEqual([10, 20, 20 + (1 << 22)])
  })

  test("leads from a put to its get, from submit to its task, and shows what never ended", async () => {
    const trace = await traceOf([
      { seq: 1, at: 0, type: "process.spawned", src: "run", proc: 1, pid: 10, ppid: 1, startTime: 1 },
      spawned(2, 5, 2, 20),
      { seq: 3, at: 6, type: "queue.created", src: "probe", queue: 1, proc: 1, name: "q", maxsize: 5, kind: "queue" },
      { seq: 4, at: 7, type: "queue.put.started", src: "probe", queue: 1, proc: 1, op: 1, block: true, value: "'a'" },
      {
        seq: 5,
        at: 9,
        type: "queue.put.finished",
        src: "probe",
        queue: 1,
        proc: 1,
        op: 1,
        outcome: "ok",
        item: 1,
        depth: 1,
      },
      { seq: 6, at: 10, type: "queue.get.started", src: "probe", queue: 1, proc: 2, op: 2, block: true },
      {
        seq: 7,
        at: 20,
        type: "queue.get.finished",
        src: "probe",
        queue: 1,
        proc: 2,
        op: 2,
        outcome: "ok",
        item: 1,
        depth: 0,
      },
      { seq: 8, at: 21, type: "queue.get.started", src: "probe", queue: 1, proc: 2, op: 3, block: true },
      { seq: 9, at: 90, type: "process.exited", src: "probe", proc: 1, exitCode: 0 },
    ])
    const arrow = trace.filter(({ id }) => id === "q1.1")
    expect(arrow).toMatchObject([
      { ph: "s", ts: 7, pid: 10, tid: 10 },
      { ph: "f", ts: 19, pid: 20, tid: 20, bp: "e" },
    ])
    expect(trace).toContainEqual(expect.objectContaining({ name: "put q", ts: 7, dur: 2, pid: 10 }))
    const never = trace.find(({ name, args }) => name === "get q" && args?.unfinished)
    expect(never).toMatchObject({ ts: 21, dur: 69, pid: 20 })
    const depths = trace.filter(({ ph, name }) => ph === "C" && name === "q: depth").map(({ args }) => args?.items)
    expect(depths).toEqual([1, 0])
  })
})

test("lines of JSON open as the recording that they came from", async () => {
  const [{ events } = { events: [] }] = recordedRuns()
  const text = await textOf(toNdjson(await Recording.open(await record(events))))
  const again = await Recording.open(Buffer.from(text))
  expect(await again.events(0, events.length)).toEqual(events)
  expect(again.name).toBe("a run")
})
