/**
 * The cost of sampling the lines of Python programs from outside: the CPU time of the sampler for 8 processes of 2
 * threads each at 20 Hz, busy and asleep; and the CPU time of a busy program with and without the sampler.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { rolldown } from "rolldown"

const PROCESSES = 8
const HZ = 20
const SECONDS = 5
const WARM_UP_SECONDS = 3
const TARGET_PERCENT = 3
const CALLS = 1_500_000
const ROUNDS = 5

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const BUSY = here("../programs/frames/busy.py")
const ASLEEP = `
import threading, time
def nap():
    time.sleep(1000)
threading.Thread(target=nap, daemon=True).start()
print("begun", flush=True)
nap()
`

/** Runs the bench, prints two tables and whether each target is met. */
export default async function frames() {
  const python = await resolvePython()
  if (!python) return console.log("No python3 found")
  const folder = mkdtempSync(join(tmpdir(), "forkscope-bench-"))
  try {
    const bundle = await bundleFrames(folder)
    const rows = [
      await measureCost(bundle, python, "busy", [BUSY, "-1"]),
      await measureCost(bundle, python, "asleep", ["-c", ASLEEP]),
    ]
    console.table(rows)
    console.table([await measurePace(bundle, python)])
    const percent = Math.max(...rows.map((row) => row["% of a core"]))
    console.log(`${percent <= TARGET_PERCENT ? "met" : "missed"}: ${percent} % of a core (≤ ${TARGET_PERCENT})`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The path of the interpreter itself: `python3` may be a shim. */
async function resolvePython() {
  const child = spawn("python3", ["-c", "import sys; print(sys.executable)"], { stdio: ["ignore", "pipe", "ignore"] })
  const failed = await Promise.race([once(child, "spawn").then(() => false), once(child, "error").then(() => true)])
  return failed ? undefined : (await text(child.stdout)).trim()
}

async function bundleFrames(folder) {
  const entry = join(folder, "entry.mjs")
  const bundle = await rolldown({
    input: "entry",
    platform: "node",
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === "entry" ? "\0entry" : null),
        load: (id) =>
          id === "\0entry"
            ? `export { FrameSampler } from ${JSON.stringify(here("../../server/src/sources/frames/frameSampler.ts"))}
               export { KernelKey } from ${JSON.stringify(here("../../server/src/sources/keyedFact.ts"))}
               export { readStartTime } from ${JSON.stringify(here("../../server/src/sources/kernel/procReader.ts"))}`
            : null,
      },
    ],
  })
  await bundle.write({ file: entry, format: "esm" })
  await bundle.close()
  return entry
}

async function measureCost(bundle, python, name, args) {
  const children = []
  try {
    for (let n = 0; n < PROCESSES; n++) children.push(await startProgram(python, args))
    const pids = children.map(({ pid }) => pid)
    const result = await report(startSampler(bundle, pids, SECONDS))
    return {
      processes: `${PROCESSES}, ${name}`,
      "% of a core": Number(result.percent.toFixed(2)),
      "samples/s": Math.round(result.samples / SECONDS),
      "µs a sample": Number((result.micros / result.samples).toFixed(1)),
      "% dropped": Number(((100 * result.torn) / result.samples).toFixed(2)),
      "facts/s": Math.round(result.facts / SECONDS),
    }
  } finally {
    for (const child of children) await end(child)
  }
}

/**
 * Seconds of CPU time of a program that makes CALLS calls, with and without the sampler in turn; the best round of
 * each.
 */
async function measurePace(bundle, python) {
  const best = { without: Number.POSITIVE_INFINITY, with: Number.POSITIVE_INFINITY }
  for (let round = 0; round < ROUNDS; round++)
    for (const mode of ["without", "with"]) {
      const child = await startProgram(python, [BUSY, String(CALLS)])
      const sampler = mode === "with" ? startSampler(bundle, [child.pid], 3600) : undefined
      best[mode] = Math.min(best[mode], Number(await text(child.stdout)))
      if (sampler) await end(sampler)
    }
  return {
    "CPU seconds without": Number(best.without.toFixed(2)),
    with: Number(best.with.toFixed(2)),
    "times as long": Number((best.with / best.without).toFixed(3)),
  }
}

/** Resolves when the program has printed something. */
async function startProgram(python, args) {
  const child = spawn(python, args, { stdio: ["pipe", "pipe", "inherit"] })
  await once(child.stdout, "data")
  return child
}

/** Runs the sampler in its own process, so that the process's CPU time is the sampler's alone. */
function startSampler(bundle, pids, seconds) {
  const code = `
    const { FrameSampler, KernelKey, readStartTime } = await import(${JSON.stringify(pathToFileURL(bundle).href)})
    const processes = ${JSON.stringify(pids)}.map((pid) => ({ key: new KernelKey(pid, readStartTime(pid)) }))
    let facts = 0
    const now = () => Number(process.hrtime.bigint() / 1000n)
    const frames = new FrameSampler({ processes: () => processes, emit() { facts++ } })
    setInterval(() => frames.tick(), 1000 / ${HZ})
    setTimeout(() => {
      const before = { cpu: process.cpuUsage(), at: now(), facts, ...frames.tally }
      setTimeout(() => {
        const { user, system } = process.cpuUsage(before.cpu)
        console.log(JSON.stringify({
          micros: user + system, percent: (100 * (user + system)) / (now() - before.at), facts: facts - before.facts,
          samples: frames.tally.samples - before.samples, torn: frames.tally.torn - before.torn,
        }))
        process.exit()
      }, ${seconds * 1000})
    }, ${WARM_UP_SECONDS * 1000})`
  return spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] })
}

async function report(sampler) {
  return JSON.parse(await text(sampler.stdout))
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, "exit")
  child.kill("SIGKILL")
  await ended
}

async function text(stream) {
  let all = ""
  for await (const chunk of stream) all += chunk
  return all
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await frames()
