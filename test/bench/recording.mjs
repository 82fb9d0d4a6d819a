/**
 * What it takes to write a million events to a recording, beside better-sqlite3 in one run, and to go to any of them.
 * Append: from events in memory to bytes in the file, with the same events as one JSON text a row in the peer's database,
 * in transactions of a frame; it is compiled where it is installed, so it is no dependency: `npm install --no-save
 * better-sqlite3@12` puts it there. Neither waits for the disk: what is written outlives a process that is killed, not a
 * machine that loses its power. Seek: a world at a random event, nothing of it unzipped before. Read: all events once, and
 * the worlds that they make.
 */
import { mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { rolldown } from "rolldown"

const EVENTS = 1_000_000
/** Events that come at a time, as from a run in flood. */
const FRAME = 1000
const ROUNDS = 3
const SEEKS = 60
const TARGET = { perSecond: 0.8e6, seek: 100 }

export default async function recording() {
  const folder = mkdtempSync(join(tmpdir(), "forkscope-bench-"))
  try {
    const { Log, Recorder, readRecording } = await bundle(folder)
    const Database = await import("better-sqlite3").then(
      (library) => library.default,
      () => null,
    )
    const events = makeEvents()
    const rows = { ours: [], peer: [] }
    for (let round = 0; round < ROUNDS; round++) {
      rows.ours.push(await append(Recorder, events, join(folder, `${round}.forkscope`)))
      if (Database) rows.peer.push(insert(Database, events, join(folder, `${round}.db`)))
    }
    const ours = median(rows.ours)
    const size = (file) => `${(statSync(join(folder, file)).size / EVENTS).toFixed(1)} bytes an event`
    const peer = Database
      ? `better-sqlite3 ${million(median(rows.peer))}, ${size("0.db")}: ${(ours / median(rows.peer)).toFixed(2)} ×`
      : "better-sqlite3 is not installed"
    const verdict = `${ours >= TARGET.perSecond ? "met" : "missed"}: ≥ ${million(TARGET.perSecond)}`
    console.log(`  append   ours ${million(ours)}, ${size("0.forkscope")}; ${peer} (${verdict})`)
    const path = join(folder, "seek.forkscope")
    const recorded = await recordForReal(Log, Recorder, events, path)
    console.log(`           with the world and its checkpoints ${million(recorded)}, ${size("seek.forkscope")}`)
    const times = await seek(readRecording, path)
    console.log(
      `  seek     ${median(times).toFixed(0)} ms, worst of ${SEEKS} ${Math.max(...times).toFixed(0)} ms, in ${million(EVENTS, "")} events ` +
        `(${Math.max(...times) < TARGET.seek ? "met" : "missed"}: < ${TARGET.seek} ms)`,
    )
    const { read, folded, longest } = await readAll(readRecording, path)
    console.log(
      `  read     ${million(read)}; with the worlds ${million(folded)}, ${longest.toFixed(0)} ms at most at a time`,
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function bundle(folder) {
  const root = fileURLToPath(new URL("../../", import.meta.url))
  const entry = join(folder, "entry.ts")
  const from = (path) => JSON.stringify(join(root, path))
  const { writeFileSync } = await import("node:fs")
  writeFileSync(
    entry,
    `export { Log } from ${from("server/src/log/log.ts")}
     export { Recorder } from ${from("server/src/recording/recorder.ts")}
     export { readRecording } from ${from("server/src/recording/read.ts")}`,
  )
  const built = await rolldown({ input: entry, platform: "node", cwd: join(root, "server") })
  const file = join(folder, "entry.mjs")
  await built.write({ file, format: "esm" })
  await built.close()
  return await import(pathToFileURL(file).href)
}

/** Eight processes, a queue between them, and what the kernel says of each. */
function makeEvents() {
  const events = []
  const add = (fact) => events.push({ seq: events.length + 1, ...fact })
  add({
    type: "run.started",
    src: "run",
    at: 0,
    name: "b",
    kind: "program",
    argv: [],
    cores: 2,
    wallClock: 0,
    containment: "strong",
  })
  for (let proc = 1; proc <= 8; proc++) {
    add({ type: "process.spawned", src: "probe", at: proc, proc, pid: 1000 + proc, ppid: 1, startTime: 1 })
  }
  add({ type: "queue.created", src: "probe", at: 9, queue: 1, proc: 1, name: "q", maxsize: 1000, kind: "queue" })
  for (let n = 1; events.length < EVENTS; n++) {
    const at = n * 40
    const [giver, taker] = [1 + (n % 4), 5 + (n % 4)]
    const site = { file: "/app/pipeline.py", line: 20 + (n % 7), function: "produce" }
    add({
      type: "queue.put.started",
      src: "probe",
      at,
      proc: giver,
      queue: 1,
      op: 2 * n,
      block: true,
      value: `item ${n}`,
      site,
    })
    add({
      type: "queue.put.finished",
      src: "probe",
      at: at + 9,
      proc: giver,
      queue: 1,
      op: 2 * n,
      outcome: "ok",
      item: n,
      depth: 1,
    })
    add({ type: "queue.get.started", src: "probe", at: at + 10, proc: taker, queue: 1, op: 2 * n + 1, block: true })
    add({
      type: "queue.get.finished",
      src: "probe",
      at: at + 21,
      proc: taker,
      queue: 1,
      op: 2 * n + 1,
      outcome: "ok",
      item: n,
      depth: 0,
    })
    if (n % 5 === 0) {
      const state = { state: "R", core: n % 2, threads: 2, rss: 11_000 + (n % 100) }
      add({ type: "process.sampled", src: "procfs", at: at + 30, proc: giver, cpu: n * 17, queued: n * 3, ...state })
    }
  }
  return events.slice(0, EVENTS)
}

/** @returns events a second. */
async function append(Recorder, events, path) {
  let listener = () => {}
  const log = {
    world: { seq: 0, at: 0 },
    tail: () => [],
    flush: () => {},
    subscribe: (given) => {
      listener = given
      return () => {}
    },
  }
  const recorder = new Recorder({
    path,
    log,
    name: "bench",
    wallClock: 0,
    checkpointAfter: Number.POSITIVE_INFINITY,
    onStopped: failed,
  })
  const start = performance.now()
  for (let from = 0; from < events.length; from += FRAME) {
    const frame = events.slice(from, from + FRAME)
    const last = frame.at(-1)
    log.world = { seq: last.seq, at: last.at }
    listener(frame)
    // As between two frames of a run: what was zipped meanwhile is written.
    await new Promise(setImmediate)
  }
  await recorder.close()
  return perSecond(start)
}

function failed(error) {
  throw error
}

function insert(Database, events, path) {
  const database = new Database(path)
  database.pragma("journal_mode = WAL")
  database.pragma("synchronous = OFF")
  database.exec("CREATE TABLE events (seq INTEGER PRIMARY KEY, event TEXT)")
  const statement = database.prepare("INSERT INTO events VALUES (?, ?)")
  const all = database.transaction((frame) => {
    for (const event of frame) statement.run(event.seq, JSON.stringify(event))
  })
  const start = performance.now()
  for (let from = 0; from < events.length; from += FRAME) all(events.slice(from, from + FRAME))
  const rate = perSecond(start)
  database.close()
  return rate
}

/** @returns events a second. */
async function recordForReal(Log, Recorder, events, path) {
  const log = new Log()
  const recorder = new Recorder({ path, log, name: "bench", wallClock: 0, onStopped: failed })
  const start = performance.now()
  for (const [index, { seq: _, ...fact }] of events.entries()) {
    log.append(fact)
    if (index % FRAME !== 0) continue
    log.flush()
    await new Promise(setImmediate)
  }
  await recorder.close()
  log.close()
  return perSecond(start)
}

async function seek(readRecording, path) {
  const times = []
  for (let turn = 0; turn < SEEKS; turn++) {
    const recording = await readRecording(path)
    const seq = Math.floor(((turn * 0.618) % 1) * EVENTS)
    const start = performance.now()
    const world = await recording.worldAt(seq)
    times.push(performance.now() - start)
    if (world.seq !== seq) throw new Error(`Expected the world at ${seq}, got ${world.seq}`)
  }
  return times
}

/** @returns events a second, and the longest that the thread was kept by one member, ms. */
async function readAll(readRecording, path) {
  let start = performance.now()
  for await (const _ of (await readRecording(path)).all());
  const read = perSecond(start)
  start = performance.now()
  let longest = 0
  let last = start
  for await (const _ of (await readRecording(path)).steps()) {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }
  return { read, folded: perSecond(start), longest }
}

const perSecond = (start) => EVENTS / ((performance.now() - start) / 1000)
const median = (all) => all.toSorted((one, other) => one - other)[all.length >> 1]
const million = (count, unit = " M/s") => `${(count / 1e6).toFixed(2)}${unit === "" ? " M" : unit}`
