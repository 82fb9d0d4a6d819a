/**
 * The cost of watching 1000 processes 30 times a second: the CPU time of our sampler, `top` and `htop` (where
 * installed), one after the other over the same processes, in percent of one core.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath, pathToFileURL } from "node:url"
import { rolldown } from "rolldown"
import { makeFolder } from "./_bundle.mjs"

const PROCESSES = 1000
const HZ = 30
const SECONDS = 5
const WARM_UP_SECONDS = 3
const TARGET_PERCENT = 10

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

/** Runs the bench, prints a table and whether the target is met. */
export default async function sampler() {
  const folder = makeFolder()
  try {
    const bundle = await bundleSampler(folder)
    const rows = []
    for (const busy of [0, PROCESSES / 10]) {
      const crowd = await startCrowd(PROCESSES, busy)
      try {
        rows.push(...(await measureAll(bundle, crowd.pid, busy)))
      } finally {
        await crowd.end()
      }
    }
    console.table(rows)
    const percent = rows[0]["% of a core"]
    console.log(`${percent <= TARGET_PERCENT ? "met" : "missed"}: ${percent} % of a core (≤ ${TARGET_PERCENT})`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function measureAll(bundle, root, busy) {
  const ours = await measureOurs(bundle, root)
  const all = [["forkscope", ours]]
  for (const [name, command] of [
    ["top", ["top", "-b", "-d", String(1 / HZ)]],
    // htop has no batch mode and its delay is in tenths of a second: 10 Hz is its maximum.
    ["htop", ["script", "-qc", "htop -d 1", "/dev/null"]],
  ]) {
    const peer = await measureCommand(command)
    if (peer) all.push([name, peer])
  }
  return all.map(([name, { percent, hz, facts }]) => ({
    sampler: name,
    processes: `${PROCESSES}, ${busy} of them busy`,
    "% of a core": Number(percent.toFixed(1)),
    Hz: hz === undefined ? "?" : Number(hz.toFixed(1)),
    "times ours": Number((percent / ours.percent).toFixed(1)),
    "facts/s": facts === undefined ? "" : Math.round(facts),
  }))
}

async function bundleSampler(folder) {
  const input = join(folder, "entry.mjs")
  const sources = here("../../server/src/sources")
  writeFileSync(
    input,
    `export { Intake } from ${JSON.stringify(`${sources}/intake.ts`)}
     export { KERNEL } from ${JSON.stringify(`${sources}/kernel/index.ts`)}
     export { watchTree } from ${JSON.stringify(`${sources}/kernel/watchTree.ts`)}`,
  )
  const bundle = await rolldown({ input, platform: "node" })
  const file = join(folder, "kernel.mjs")
  await bundle.write({ file, format: "esm" })
  await bundle.close()
  return file
}

/** One small parent and its children. They end with their parent, which ends when its standard input is closed. */
async function startCrowd(count, busy) {
  const child = spawn("perl", [here("../programs/procfs/crowd.pl"), count, busy], {
    stdio: ["pipe", "pipe", "inherit"],
  })
  await once(child.stdout, "data")
  const end = async () => {
    const ended = once(child, "exit")
    child.stdin.end()
    await ended
  }
  return { pid: child.pid, end }
}

/** Runs the sampler in its own process, so that the process's CPU time is the sampler's alone. */
async function measureOurs(bundle, root) {
  const code = `
    const { Intake, KERNEL, watchTree } = await import(${JSON.stringify(pathToFileURL(bundle).href)})
    let facts = 0
    const now = () => Number(process.hrtime.bigint() / 1000n)
    const intake = new Intake({ startedAt: now(), emit() { facts++ } }).of(KERNEL)
    const watch = watchTree({ root: ${root}, intake })
    let ticks = 0
    setInterval(() => { watch.tick(); ticks++ }, 1000 / ${HZ})
    setTimeout(() => {
      const before = { cpu: process.cpuUsage(), at: now(), ticks, facts }
      setTimeout(() => {
        const { user, system } = process.cpuUsage(before.cpu)
        const micros = now() - before.at
        console.log(JSON.stringify({
          percent: (100 * (user + system)) / micros, hz: (1e6 * (ticks - before.ticks)) / micros,
          facts: (1e6 * (facts - before.facts)) / micros, processes: [...watch.processes()].length,
        }))
        process.exit()
      }, ${SECONDS * 1000})
    }, ${WARM_UP_SECONDS * 1000})`
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] })
  const result = JSON.parse(await text(child.stdout))
  if (result.processes !== PROCESSES) throw new Error(`Expected ${PROCESSES} processes, saw ${result.processes}`)
  return result
}

async function measureCommand([file, ...args]) {
  const env = { ...process.env, TERM: "xterm", COLUMNS: "120", LINES: "2000" }
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "ignore"], env })
  const failed = await Promise.race([once(child, "spawn").then(() => false), once(child, "error").then(() => true)])
  if (failed) return undefined
  let frames = 0
  child.stdout.on("data", (data) => {
    frames += data.toString("latin1").split("load average").length - 1
  })
  await sleep(WARM_UP_SECONDS * 1000)
  if (child.exitCode !== null) return undefined
  const [at, cpu, seen] = [performance.now(), cpuOf(child.pid), frames]
  await sleep(SECONDS * 1000)
  const seconds = (performance.now() - at) / 1000
  const result = {
    percent: (100 * (cpuOf(child.pid) - cpu)) / seconds,
    hz: file === "top" ? (frames - seen) / seconds : 10,
  }
  child.kill()
  return result
}

/** CPU time of a process and its children so far, in seconds. */
function cpuOf(pid) {
  const own = Number(readFileSync(`/proc/${pid}/schedstat`, "latin1").split(" ")[0]) / 1e9
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "latin1").split(" ").filter(Boolean)
  return children.reduce((sum, child) => sum + cpuOf(child), own)
}

async function text(stream) {
  let all = ""
  for await (const chunk of stream) all += chunk
  return all
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await sampler()
