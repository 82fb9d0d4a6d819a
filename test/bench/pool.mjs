/**
 * Tasks through a pool of four workers, ours and its peers in one run. Many tasks at a time: tasks per second, for
 * trivial tasks and for tasks with an argument of 1 KB. One task at a time: the median round trip in the best round.
 * Peers that offer processes and threads run with processes; poolifier is also measured with threads.
 */
import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"

const WORKERS = 4
const ROUNDS = 3
const SECONDS = 1
/** Number of tasks that are submitted before their results are awaited. */
const WINDOW = 5000
const CONTENDERS = [
  "forkscope",
  "poolifier (cluster)",
  "poolifier (threads)",
  "jest-worker (child_process)",
  "workerpool (process)",
  "tinypool (child_process)",
]
/** Targets: our figure divided by the peer's. */
const TARGET = { trivial: 6, kilobyte: 2.2, single: 0.8 }

const file = (name) => fileURLToPath(new URL(`./pool/${name}`, import.meta.url))

/** Runs the bench, prints a table and whether each target is met. */
export default async function pool() {
  const python = findPython()
  if (!python) console.log("no python3: its pool is left out")
  const rounds = []
  for (let round = 0; round < ROUNDS; round++) {
    const results = {}
    for (const name of CONTENDERS) results[name] = measure(process.execPath, file("measure.mjs"), name)
    if (python) results["Python Pool.apply_async"] = measure(python, file("apply_async.py"))
    rounds.push(results)
  }
  const medians = Object.fromEntries(
    Object.keys(rounds[0]).map((name) => [name, summaryOf(rounds.map((round) => round[name]))]),
  )
  const rows = Object.entries(medians).map(([name, one]) => row(name, one, medians.forkscope))
  console.table(rows)
  sayTargets(medians)
}

/** The path of the interpreter itself: `python3` may be a shim, which is slow to start. */
function findPython() {
  try {
    return execFileSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim()
  } catch {
    return undefined
  }
}

/** Measures each pool in its own process, since poolifier's cluster changes how all others fork. */
function measure(...command) {
  const [program, ...args] = [...command, WORKERS, SECONDS, WINDOW].map(String)
  return JSON.parse(execFileSync(program, args, { encoding: "utf8" }))
}

const median = (values) => values.toSorted((one, other) => one - other)[values.length >> 1]

/**
 * The median of each figure. The figure for one task at a time depends on whether two processes share a core or wake
 * each other across cores (20 µs or 70, for all pools alike), so its best round is printed too.
 */
function summaryOf(results) {
  const all = (key) => results.map((result) => result[key])
  const single = all("single")
  return {
    trivial: median(all("trivial")),
    kilobyte: median(all("kilobyte")),
    single: median(single),
    best: Math.min(...single),
  }
}

function row(name, one, ours) {
  return {
    pool: name,
    "trivial, k/s": round(one.trivial / 1000),
    "ours ×": round(ours.trivial / one.trivial),
    "1 KB, k/s": round(one.kilobyte / 1000),
    "ours × ": round(ours.kilobyte / one.kilobyte),
    "one at a time, µs": round(one.single),
    "ours ×  ": round(ours.single / one.single),
    "best, µs": round(one.best),
  }
}

const round = (value) => Number(value.toPrecision(3))

function sayTargets({ forkscope, ...peers }) {
  const poolifier = peers["poolifier (cluster)"]
  const trivial = forkscope.trivial / poolifier.trivial
  const kilobyte = forkscope.kilobyte / poolifier.kilobyte
  const single = forkscope.single / peers["workerpool (process)"].single
  const say = (isMet, text) => console.log(`${isMet ? "met   " : "missed"} ${text}`)
  say(trivial >= TARGET.trivial, `trivial: ${round(trivial)} × poolifier (≥ ${TARGET.trivial})`)
  say(kilobyte >= TARGET.kilobyte, `1 KB: ${round(kilobyte)} × poolifier (≥ ${TARGET.kilobyte})`)
  say(single <= TARGET.single, `one at a time: ${round(single)} × workerpool (≤ ${TARGET.single})`)
}
