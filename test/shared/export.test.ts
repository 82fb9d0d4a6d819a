import type { ForkscopeEvent } from "@forkscope/shared/events"
import { toNdjson, toTrace } from "@forkscope/shared/export"
import { Recording } from "@forkscope/shared/recording"
import { describe, expect, test } from "vitest"
import { imported } from "../support/perfetto.ts"
import { record, recordedRuns } from "../support/recorded.ts"

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = ""
  for await (const piece of pieces) text += piece
  return text
}

async function importedFrom(events: readonly ForkscopeEvent[]) {
  return imported(await textOf(toTrace(await Recording.open(await record(events)))))
}

describe.each(recordedRuns())("Perfetto finds in a trace of the recorded run $name", async ({ events }) => {
  const { slices, flows, processes, counters, errors } = await importedFrom(events)
  const spawned = events.filter((event) => event.type === "process.spawned")

  test("nothing wrong", () => {
    expect(errors).toEqual([])
  })

  test("each process by its name and PID", () => {
    expect(new Set(processes.keys())).toEqual(new Set(spawned.map(({ pid }) => pid)))
    expect([...processes.values()]).not.toContain("")
  })

  test("a slice for everything that took time", () => {
    const begun = events.filter((event) => "op" in event && event.type.endsWith(".started"))
    const named = (name: RegExp) => slices.filter((slice) => name.test(slice.name)).length
    const tasks = events.filter(({ type }) => type === "task.started").length
    const ofOps = slices.length - named(/^(start|submit|item) /) - tasks - processes.size
    const lines = events.filter(({ type }) => type === "line.started").length
    expect(ofOps - lines).toBe(begun.length)
  })

  test("an arrow to each task, each process and each item that was got, from what made it", () => {
    const names = flows.map(([from, to]) => `${from.name} > ${to.name}`)
    const tasks = events.filter(({ type }) => type === "task.started").length
    expect(names.filter((name) => /^submit (\w+) > \1\(/.test(name))).toHaveLength(tasks)
    const children = new Set(spawned.filter(({ parent }) => parent !== undefined).map(({ pid }) => pid)).size
    expect(names.filter((name) => /^start (.+) > \1$/.test(name))).toHaveLength(children)
    const got = events.filter((event) => event.type === "queue.get.finished" && event.outcome === "ok").length
    expect(names.filter((name) => /^put .+ > item \d+$/.test(name))).toHaveLength(got)
    expect(names).toHaveLength(tasks + children + got)
    expect(slices.filter(({ name }) => name.startsWith("start "))).toHaveLength(children)
  })

  test("nothing counted below zero", () => {
    for (const value of counters.values()) expect(value).toBeGreaterThanOrEqual(0)
  })
})

describe("in a trace Perfetto finds", () => {
  const main: ForkscopeEvent = {
    ...{ seq: 1, at: 0, type: "process.spawned", src: "run", proc: 1, pid: 10, ppid: 1, startTime: 1, name: "main" },
  }
  const child = (at: number, proc: number, pid: number): ForkscopeEvent => ({
    ...{ seq: 0, at, proc, pid, type: "process.spawned", src: "probe", ppid: 1, startTime: proc, parent: 1, name: "p" },
  })
  const queue: ForkscopeEvent = {
    ...{ seq: 0, at: 6, type: "queue.created", src: "probe", queue: 1, proc: 1, name: "q", maxsize: 5, kind: "queue" },
  }
  const of = (proc: number, op: number) => ({ seq: 0, src: "probe", queue: 1, proc, op }) as const
  const put = (at: number, proc: number, op: number, value = "'a'"): ForkscopeEvent => ({
    ...{ ...of(proc, op), at, type: "queue.put.started", block: true, value },
  })
  const get = (at: number, proc: number, op: number): ForkscopeEvent => ({
    ...{ ...of(proc, op), at, type: "queue.get.started", block: true },
  })
  const done = (at: number, proc: number, op: number, way: "put" | "get", item: number): ForkscopeEvent => ({
    ...{ ...of(proc, op), at, type: `queue.${way}.finished`, outcome: "ok", item, depth: way === "put" ? 1 : 0 },
  })
  const exited = (at: number, proc: number): ForkscopeEvent => ({
    ...{ seq: 0, at, type: "process.exited", src: "probe", proc, exitCode: 0 },
  })
  const trace = (...events: ForkscopeEvent[]) =>
    importedFrom(events.map((event, index) => ({ ...event, seq: index + 1 })))
  const said = ({ flows }: Awaited<ReturnType<typeof trace>>) => flows.map(([a, b]) => `${a.name} > ${b.name}`)

  test("a PID that is used again as a process of its own", async () => {
    const { processes, slices } = await trace(main, child(5, 2, 20), exited(9, 2), child(12, 3, 20))
    expect([...processes.keys()]).toEqual([10, 20, 20 + (1 << 22)])
    expect(slices.filter(({ name }) => name === "p")).toMatchObject([{ ts: 5, end: 9 }, { ts: 12 }])
  })

  test("the arrow from a put to the end of the get that waited for it, not turned round", async () => {
    const found = await trace(
      ...[
        main,
        child(2, 2, 20),
        queue,
        get(7, 2, 1),
        put(30, 1, 2),
        done(32, 1, 2, "put", 1),
        done(40, 2, 1, "get", 1),
      ],
    )
    expect(said(found)).toEqual(["start p > p", "put q > item 1"])
    expect(found.flows[1]?.[1]).toMatchObject({ track: "20/20", ts: 39, end: 40 })
    expect(found.counters.get("q: depth items")).toBe(0)
    expect(found.errors).toEqual([])
  })

  test("simultaneous waits of one thread on parallel tracks, each with its arrow", async () => {
    const found = await trace(
      ...[main, queue, get(7, 1, 1), get(8, 1, 2), put(10, 1, 3), done(11, 1, 3, "put", 1), done(20, 1, 1, "get", 1)],
      ...[put(21, 1, 4), done(22, 1, 4, "put", 2), done(30, 1, 2, "get", 2), exited(50, 1)],
    )
    expect(found.errors).toEqual([])
    const gets = found.slices.filter(({ name }) => name === "get q")
    expect(gets.map(({ track, ts, end }) => [track, ts, end])).toEqual([
      ["10/10", 7, 20],
      [`10/${10 + (1 << 22)}`, 8, 30],
    ])
    expect(found.threads.get(`10/${10 + (1 << 22)}`)).toBe("main (2)")
    expect(said(found)).toEqual(["put q > item 1", "put q > item 2"])
    expect(found.flows[1]?.[1].track).toBe(gets[1]?.track)
  })

  test("slices that never ended, up to the end of their process", async () => {
    const { slices, errors } = await trace(main, child(5, 2, 20), queue, get(7, 2, 1), exited(60, 2), exited(90, 1))
    expect(slices.find(({ name }) => name === "get q")).toMatchObject({ ts: 7, end: 60, depth: 1 })
    expect(errors).toEqual([])
  })

  test("no text that it can't read: half a character, DEL, an empty name", async () => {
    const texts = [put(7, 1, 1, "'\ud83d"), done(8, 1, 1, "put", 1)]
    const thread: ForkscopeEvent = { seq: 0, at: 3, type: "thread.started", src: "probe", proc: 1, tid: 11, name: "" }
    const { errors, threads } = await trace({ ...main, name: "\x7f" } as ForkscopeEvent, thread, queue, ...texts)
    expect(errors).toEqual([])
    expect(threads.get("10/11")).toBe("thread 11")
  })
})

test("lines of JSON open as the recording that they came from", async () => {
  const [{ events } = { events: [] }] = recordedRuns()
  const text = await textOf(toNdjson(await Recording.open(await record(events))))
  const again = await Recording.open(Buffer.from(text))
  expect(await again.events(0, events.length)).toEqual(events)
  expect(again.name).toBe("a run")
})
