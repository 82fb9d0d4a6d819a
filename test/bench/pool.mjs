/**
 * Tasks through a pool of four workers, ours beside its peers, all in one run: trivial tasks and tasks with an argument
 * of 1 KB in tasks per second, many at a time; and one task at a time, the median of its time there and back in the
 * best round. Peers run with processes where they offer both; poolifier's threads are shown besides.
 */
import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"

const WORKERS = 4
const ROUNDS = 3
const SECONDS = 1
/** So many tasks are submitted before their results are awaited. */
const WINDOW = 5000
const CONTENDERS = [
  "forkscope",
  "poolifier (cluster)",
  "poolifier (threads)",
  "jest-worker (child_process)",
  "workerpool (process)",
  "tinypool (child_process)",
]
/** From the table of numbers to beat: ours divided by the peer's. */
const TARGET = { trivial: 6, kilobyte: 2.2, single: 0.8 }

const file = (name) => fileURLToPath(new URL(`./pool/${name}`, import.meta.url))

/** Runs the bench, prints a table and how it stands to the numbers to beat. */
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

/** The interpreter itself: `python3` may be a slow script that looks for one. */
function findPython() {
  try {
    return execFileSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim()
  } catch {
    return undefined
  }
}

/** Each in a process of its own, since poolifier's cluster changes how all others fork. */
function measure(...command) {
  const [program, ...args] = [...command, WORKERS, SECONDS, WINDOW].map(String)
  return JSON.parse(execFileSync(program, args, { encoding: "utf8" }))
}

const median = (values) => values.toSorted((one, other) => one - other)[values.length >> 1]

/**
 * The median of each figure. One at a time depends on whether two processes share a core or wake each other across
 * cores (20 µs or 70, for all contenders alike), so its best round is told too.
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
