/**
 * Records real runs of the lab into test/recordings/, one event a line: `node support/record.mjs [NAME…]` in test/,
 * after a build. Only paths of the machine are removed or shortened; everything else stays as it was recorded.
 */
import { spawn } from "node:child_process"
import { writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { gunzipSync } from "node:zlib"
import { io } from "socket.io-client"

const here = dirname(fileURLToPath(import.meta.url))
const root = resolve(here, "../..")

/** The lines of each run. A line is sent when the line before it has finished. */
const SCENARIOS = {
  "pool-of-three": [
    "const pool = new Pool(3)",
    "for (let i = 0; i < 10; i++) pool.applyAsync(worker, [i])",
    "pool.close()",
    "await pool.join()",
  ],
  "process-lifecycle": [
    'const p1 = new Process({ target: count, args: ["2", 0.2] })',
    "await p1.isAlive()",
    "p1.start()",
    "await sleep(1)",
    "await p1.isAlive()",
    "p1.terminate()",
    "await sleep(0.5)",
    "await p1.join()",
    "await p1.isAlive()",
  ],
  "queue-of-three": [
    "const q = new Queue(3)",
    'await q.put("message 1")',
    'await q.put("message 2")',
    "await q.full()",
    'await q.put("message 3")',
    "await q.full()",
    'await q.put("message 4", { timeout: 2 })',
    'await q.putNowait("message 4")',
    "await q.get()",
    "const producer = new Process({ target: produce, args: [q, 6, 0.1] })",
    "producer.start()",
    "const consumer = new Process({ target: consume, args: [q, 0.3] })",
    "consumer.start()",
    "await producer.join()",
  ],
  burners: [
    "const all = [1, 2, 3, 4].map(() => new Process({ target: burn, args: [3] }))",
    "for (const p of all) p.start()",
    "for (const p of all) await p.join()",
  ],
  "unread-errors": [
    "const pool = new Pool(2)",
    "const results = [0, 1, 2, 3, 4, 5].map((n) => pool.applyAsync(unreliable, [n]))",
    "pool.close()",
    "await pool.join()",
  ],
  "many-processes": [
    "const all = Array.from({ length: 40 }, () => new Process({ target: sleepFor, args: [2] }))",
    "for (const p of all) p.start()",
    "for (const p of all) await p.join()",
  ],
}

async function startServer() {
  const server = spawn(process.execPath, [join(root, "dist/server/cli.js"), "--port", "0", "--no-open"], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  for await (const line of createInterface({ input: server.stdout })) {
    const match = /^(http:\S+)\/#token=(\S+)/.exec(line)
    if (match) return { server, url: match[1], token: match[2] }
  }
  throw new Error("Expected the server to print its address, it ended first")
}

const decode = (encoding, data) => JSON.parse(encoding === "gzip" ? gunzipSync(data) : Buffer.from(data))

async function record(socket, name, lines) {
  const command = async (...args) => {
    const answer = await socket.emitWithAck("command", ...args)
    if (!answer.ok) throw new Error(`${args[0]}: ${answer.message}`)
    return answer.result
  }
  const { run } = await command("lab.create", { name })
  const events = []
  const waiting = new Map()
  const take = (event) => {
    if (event.seq <= (events.at(-1)?.seq ?? 0)) return
    events.push(event)
    const key = event.type === "line.finished" ? event.line : event.type
    waiting.get(key)?.()
  }
  socket.removeAllListeners("snapshot").removeAllListeners("batch")
  socket.on("snapshot", (_, data) => decode("gzip", data).tail.forEach(take))
  socket.on("batch", (_, encoding, data) => decode(encoding, data).forEach(take))
  await socket.emitWithAck("watch", run)
  for (const code of lines) {
    const { line } = await command("lab.submit", { run, code })
    if (events.some((event) => event.type === "line.finished" && event.line === line)) continue
    await new Promise((done) => waiting.set(line, done))
  }
  const ended = new Promise((done) => waiting.set("run.ended", done))
  await command("run.stop", { run })
  await ended
  const text = events.map((event) => JSON.stringify(event).replaceAll(root, "").replaceAll(process.execPath, "node"))
  writeFileSync(join(here, "../recordings", `${name}.ndjson`), `${text.join("\n")}\n`)
  console.log(`${name}: ${events.length} events`)
}

const { server, url, token } = await startServer()
const socket = io(url, { transports: ["websocket"], auth: { token } })
try {
  const wanted = process.argv.slice(2)
  for (const [name, lines] of Object.entries(SCENARIOS)) {
    if (wanted.length === 0 || wanted.includes(name)) await record(socket, name, lines)
  }
} finally {
  socket.disconnect()
  server.kill()
}
