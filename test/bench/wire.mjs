/**
 * The cost of sending one run with 50 000 events a second to 10 viewers, each in its own process: in our batches, and
 * with one emit per event. CPU time of the server process in percent of one core; bytes of payload per event and
 * viewer.
 *
 * `wire` is the cost of the viewers: the CPU time of the server with 10 viewers minus that of the same server with
 * none. In both cases the server makes the events, numbers them and folds them into its world.
 */
import { fork } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath, pathToFileURL } from "node:url"
import { gunzipSync } from "node:zlib"

const RATE = 50_000
const VIEWERS = 10
/** Number of times that each is measured for a second. */
const TURNS = 7
/** Milliseconds between a turn and its measurement. */
const SETTLE = 500
const TARGET = { percent: 8, bytes: 20 }

const self = fileURLToPath(import.meta.url)

/** Runs the bench, prints a table and whether each target is met. */
export default async function wire() {
  const folder = mkdtempSync(join(tmpdir(), "forkscope-bench-"))
  try {
    const bundle = await bundleServer(folder)
    const ours = await measure(bundle, "ours")
    const peer = await measure(bundle, "peer")
    const wirePercent = median(ours.turns)
    const bytes = ours.watching.bytes / ours.watching.events
    const rows = [
      row("forkscope, nobody watches", ours.idle),
      { ...row(`forkscope, ${VIEWERS} viewers`, ours.watching), "wire: % of a core": round(wirePercent) },
      row(`one emit per event, ${VIEWERS} viewers`, peer.watching),
    ]
    console.table(rows)
    const isMet = wirePercent <= TARGET.percent && bytes <= TARGET.bytes
    const text = `${round(wirePercent)} % of a core (≤ ${TARGET.percent}), ${round(bytes)} bytes an event (≤ ${TARGET.bytes})`
    console.log(`${isMet ? "met" : "missed"}: ${text}`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const round = (value) => Number(value.toFixed(1))
const row = (server, figures) => ({
  server,
  "events/s in": Math.round((1000 * figures.fed) / figures.at),
  "events/s at a viewer": Math.round((1000 * figures.events) / figures.at),
  "server: % of a core": round(percent(figures)),
  "bytes/event": figures.events ? round(figures.bytes / figures.events) : "",
})

/**
 * The server's CPU time with all viewers watching and with none, in alternating turns of a second, so that both are
 * measured in one process and under the same load of the machine.
 */
async function measure(bundle, kind) {
  const server = child("server", kind, bundle)
  const crowd = []
  try {
    const { port, token } = await answer(server)
    for (let n = 0; n < VIEWERS; n++)
      crowd.push(child("viewer", kind, String(port), token, n === 0 ? "decode" : "count"))
    await Promise.all(crowd.map(answer))
    await ask(server, "feed")
    const watching = emptyFigures()
    const idle = emptyFigures()
    const turns = []
    for (let turn = 0; turn < TURNS; turn++) {
      const shares = []
      for (const [call, figures] of Object.entries({ watch: watching, leave: idle })) {
        await Promise.all(crowd.map((one) => ask(one, call)))
        await sleep(SETTLE)
        shares.push(await addSecond(figures, server, crowd[0]))
      }
      turns.push(shares[0] - shares[1])
    }
    return { watching, idle, turns }
  } finally {
    await Promise.all([server, ...crowd].map(end))
  }
}

/** Measures one second, adds its counts to the figures, and returns the server's share of a core in that second. */
async function addSecond(figures, ...pair) {
  const read = () => Promise.all(pair.map((one) => ask(one, "read")))
  const before = await read()
  await sleep(1000)
  const after = await read()
  const passed = (index, field) => after[index][field] - before[index][field]
  for (const field of ["at", "cpu", "fed"]) figures[field] += passed(0, field)
  for (const field of ["events", "bytes"]) figures[field] += passed(1, field)
  return percent({ cpu: passed(0, "cpu"), at: passed(0, "at") })
}

/** The median, since other work on the machine disturbs single turns, not most of them. */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const emptyFigures = () => ({ at: 0, cpu: 0, fed: 0, events: 0, bytes: 0 })
/** CPU µs over wall-clock ms. */
const percent = ({ cpu, at }) => cpu / at / 10

async function ask(one, question) {
  one.send(question)
  return answer(one)
}

const child = (...args) => fork(self, args, { execArgv: [] })

function answer(one) {
  return new Promise((resolve, reject) => {
    const gone = (code) => {
      one.off("message", heard)
      reject(new Error(`Expected an answer of a child, but it exited with ${code}`))
    }
    const heard = (message) => {
      one.off("exit", gone)
      resolve(message)
    }
    one.once("message", heard).once("exit", gone)
  })
}

async function end(one) {
  if (one.exitCode !== null || one.signalCode !== null) return
  const exit = once(one, "exit")
  one.kill("SIGKILL")
  await exit
}

/** Bundles the server's sources into one file that plain Node can run. */
async function bundleServer(folder) {
  const { rolldown } = await import("rolldown")
  const entry = join(folder, "entry.ts")
  const source = (path) => JSON.stringify(fileURLToPath(new URL(`../../server/src/${path}`, import.meta.url)))
  const bundle = await rolldown({
    input: entry,
    platform: "node",
    external: [/^node:/],
    logLevel: "silent",
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === entry ? id : null),
        load: (id) =>
          id === entry
            ? `export * from ${source("http/server.ts")}\nexport * from ${source("log/log.ts")}\nexport * from ${source("cli/logger.ts")}\nexport { Server } from "socket.io"`
            : null,
      },
    ],
    resolve: { modules: [fileURLToPath(new URL("../../node_modules", import.meta.url))] },
  })
  const file = join(folder, "server.mjs")
  await bundle.write({ file, format: "esm", codeSplitting: false })
  await bundle.close()
  return file
}

/** Facts of a pool with 4 workers and of a queue between 2 processes, one fact for each operation. */
function* facts() {
  const started = performance.now()
  const fact = (fields) => ({ at: Math.round((performance.now() - started) * 1000), src: "runtime", ...fields })
  const run = { name: "bench", kind: "program", argv: ["node"], cores: 2, wallClock: 1, containment: "strong" }
  yield fact({ type: "run.started", ...run })
  for (let proc = 1; proc <= 7; proc++) {
    yield fact({ type: "process.spawned", proc, pid: 1000 + proc, ppid: 999, startTime: 5 })
  }
  yield fact({ type: "pool.created", pool: 1, proc: 1, name: "Pool-1", size: 4 })
  yield fact({ type: "queue.created", queue: 1, proc: 1, name: "queue", maxsize: 64, kind: "queue" })
  for (let n = 1; ; n++) {
    const worker = 2 + (n % 4)
    const at = { pool: 1, task: n }
    const [put, get] = [
      { queue: 1, proc: 6, op: 2 * n - 1 },
      { queue: 1, proc: 7, op: 2 * n },
    ]
    const value = `'item ${n}'`
    yield fact({ type: "task.submitted", ...at, proc: 1, fn: "square", args: `${n}`, via: "applyAsync" })
    yield fact({ type: "queue.put.started", ...put, block: true, value })
    yield fact({ type: "task.started", ...at, proc: worker, slot: worker - 1 })
    yield fact({ type: "queue.put.finished", ...put, outcome: "ok", item: n, depth: 1 })
    yield fact({ type: "queue.get.started", ...get, block: true })
    yield fact({ type: "task.finished", ...at, proc: worker, slot: worker - 1, outcome: "ok", result: `${n * n}` })
    yield fact({ type: "queue.get.finished", ...get, outcome: "ok", item: n, depth: 0, value })
    yield fact({ type: "task.result.read", ...at, proc: 1 })
  }
}

/** Feeds facts at RATE. If the process falls behind, the backlog is limited to 100 ms of facts; the rest is dropped. */
function feed(take) {
  const source = facts()
  let fed = 0
  let last = performance.now()
  let owed = 0
  setInterval(() => {
    const now = performance.now()
    owed = Math.min(owed + ((now - last) * RATE) / 1000, RATE / 10)
    last = now
    for (; owed >= 1; owed--) {
      take(source.next().value)
      fed += 1
    }
  }, 2)
  return () => fed
}

async function serve(kind, bundle) {
  const { createServer, Log, openLogger, Server } = await import(pathToFileURL(bundle).href)
  const token = "t".repeat(43)
  let take
  let port
  if (kind === "peer") {
    const { createServer: createHttp } = await import("node:http")
    const http = createHttp()
    const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false })
    await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve))
    port = http.address().port
    let seq = 0
    io.on("connection", (socket) =>
      socket.on("watch", (run, done) => {
        if (run === null) socket.leave("r1")
        else socket.join(run)
        done()
      }),
    )
    take = (fact) => io.to("r1").emit("event", { seq: ++seq, ...fact })
  } else {
    const log = new Log()
    take = (fact) => log.append(fact)
    const runs = { list: () => [], get: (id) => ({ id, log }), onChange: () => () => {} }
    const one = { id: "r1", log }
    runs.get = () => one
    const server = await createServer({
      port: 0,
      tokens: { act: token, watch: `${token}w` },
      runs,
      handlers: {},
      clientDir: tmpdir(),
      welcome: { version: "", cores: 2, platform: "", notices: [] },
      isDraining: () => false,
      logger: openLogger("silent"),
    })
    port = server.port
  }
  let fed = () => 0
  process.on("message", (message) => {
    if (message === "feed") {
      fed = feed(take)
    }
    const { user, system } = process.cpuUsage()
    process.send({ at: performance.now(), cpu: user + system, fed: fed() })
  })
  process.send({ port, token })
}

async function view(kind, port, token, mode) {
  const { io } = await import("socket.io-client")
  let bytes = 0
  let events = 0
  const socket = io(`http://127.0.0.1:${port}`, { transports: ["websocket"], auth: { token } })
  if (kind === "peer") {
    socket.on("event", (event) => {
      events += 1
      if (mode === "decode") bytes += JSON.stringify(event).length
    })
    await once(socket, "connect")
  } else {
    socket.on("batch", (_run, encoding, data) => {
      bytes += data.length
      if (mode !== "decode") return
      events += JSON.parse(encoding === "gzip" ? gunzipSync(data) : data).length
    })
    await once(socket, "connect")
  }
  process.on("message", async (question) => {
    if (question === "watch") await socket.emitWithAck("watch", "r1")
    if (question === "leave") await socket.emitWithAck("watch", null)
    process.send({ at: performance.now(), bytes, events })
  })
  process.send("ready")
}

if (process.argv[1] === self) {
  const [role, kind, ...rest] = process.argv.slice(2)
  if (role === "server") await serve(kind, ...rest)
  else await view(kind, ...rest)
}
