/**
 * The time to write a million events to a recording, compared with better-sqlite3 in the same run, and to seek in them.
 *
 * - Append: from events in memory to bytes in the file. The peer stores the same events, one JSON text a row, in one
 *   transaction per frame. better-sqlite3 is compiled during its installation, so it is not a dependency; install it
 *   with `npm install --no-save better-sqlite3@12`. Neither waits for the disk: written events survive the kill of the
 *   process, not a power failure.
 * - Seek: the world at a random event, with nothing unzipped before, in a process that has already opened one
 *   recording; also in a run of many processes, whose worlds are large.
 * - Read: all events once, and the timeline's history of them.
 */
import { rmSync, statSync } from "node:fs"
import { join } from "node:path"
import { bundle, makeFolder } from "./_bundle.mjs"
import { FRAME, makeEvents, recordForReal } from "./_events.mjs"

const EVENTS = 1_000_000
const ROUNDS = 5
const SEEKS = 60
/** Processes of the large run, whose worlds are large. */
const PROCESSES = 300
const OURS = {
  Log: "server/src/log/log.ts",
  Recorder: "server/src/recording/recorder.ts",
  readRecording: "server/src/recording/read.ts",
  History: "shared/src/history/history.ts",
}
const TARGET = { perSecond: 0.8e6, seek: 100 }

export default async function recording() {
  const folder = makeFolder()
  try {
    const { Log, Recorder, readRecording, History } = await bundle(folder, OURS)
    const Database = await import("better-sqlite3").then(
      (library) => library.default,
      () => null,
    )
    const events = makeEvents(EVENTS)
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
    const begun = performance.now()
    await recordForReal({ Log, Recorder }, events, path)
    console.log(`           with the world and its checkpoints ${million(perSecond(begun))}, ${size("seek.forkscope")}`)
    // A page that seeks does not hold a million events in memory, nor their garbage.
    events.length = 0
    const opened = await openAtEnd(readRecording, path)
    const times = await seek(() => readRecording(path))
    console.log(
      `  seek     ${said(times)}, in ${million(EVENTS, "")} events (${Math.max(...times) < TARGET.seek ? "met" : "missed"}: < ${TARGET.seek} ms); ` +
        `opened and shown at its end in ${opened.toFixed(0)} ms`,
    )
    const large = join(folder, "large.forkscope")
    await recordForReal({ Log, Recorder }, makeEvents(EVENTS, PROCESSES), large)
    console.log(`           of ${PROCESSES} processes ${said(await seek(() => readRecording(large)))}`)
    const { read, followed, longest } = await readAll({ readRecording, History }, path)
    console.log(
      `  read     ${million(read)}; into a history, as the timeline does, ${million(followed)}, ${longest.toFixed(0)} ms at most at a time`,
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** @returns events per second. */
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
    // As between two frames of a run: members that were zipped in the meantime are written.
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

/** The first opening of a file, before any code is compiled. @returns ms. */
async function openAtEnd(readRecording, path) {
  const start = performance.now()
  const recording = await readRecording(path)
  await recording.worldAt(recording.seq)
  return performance.now() - start
}

async function seek(open) {
  const times = []
  for (let turn = 0; turn < SEEKS; turn++) {
    const recording = await open()
    const seq = Math.floor(((turn * 0.618) % 1) * EVENTS)
    const start = performance.now()
    const world = await recording.worldAt(seq)
    times.push(performance.now() - start)
    if (world.seq !== seq) throw new Error(`Expected the world at ${seq}, got ${world.seq}`)
  }
  return times
}

/** @returns events per second, and the longest time that one member blocked the thread, ms. */
async function readAll({ readRecording, History }, path) {
  let start = performance.now()
  for await (const _ of (await readRecording(path)).all());
  const read = perSecond(start)
  start = performance.now()
  const history = new History()
  let longest = 0
  let last = start
  for await (const events of (await readRecording(path)).all()) {
    history.follow(events)
    longest = Math.max(longest, performance.now() - last)
    await new Promise(setImmediate)
    last = performance.now()
  }
  return { read, followed: perSecond(start), longest }
}

const perSecond = (start) => EVENTS / ((performance.now() - start) / 1000)
const median = (all) => all.toSorted((one, other) => one - other)[all.length >> 1]
const said = (times) => `${median(times).toFixed(0)} ms, worst of ${SEEKS} ${Math.max(...times).toFixed(0)} ms`
const million = (count, unit = " M/s") => `${(count / 1e6).toFixed(2)}${unit === "" ? " M" : unit}`
