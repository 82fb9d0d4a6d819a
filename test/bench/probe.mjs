/**
 * `npm run bench -- probe`: how much a Python program is slowed down when it is observed. The same program runs bare
 * and under `forkscope run --headless`, with probe, collector, sampler and code arrows on the same cores.
 *
 * The two programs of a pair work in short alternating turns, so that other load on the machine slows both alike; our
 * server is stopped (SIGSTOP) during the bare program's turns. One process can be up to 8 % faster than another of the
 * same program, depending on where its memory is: so there are several pairs, and the error given is that of their
 * mean. The first turn is printed separately, because our own code is still being compiled then.
 */
import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

const cli = fileURLToPath(new URL("../../dist/server/cli.js", import.meta.url))
const program = fileURLToPath(new URL("probe/program.py", import.meta.url))

const PAIRS = 8
const works = [
  { name: "CPU-bound pool", work: "cpu-pool", turns: 16, goal: 1.02 },
  { name: "100 000 items, Queue()", work: "queue", turns: 4, goal: 1.25 },
  { name: "100 000 items, Queue(100)", work: "queue-100", turns: 4, goal: 1.35 },
  { name: "100 000 items, threads", work: "threads", turns: 4, goal: 1.25 },
  { name: "100 000 items, asyncio", work: "asyncio", turns: 4, goal: 1.25 },
  { name: "1000 short processes", work: "processes", turns: 1, goal: 1.25 },
]

export default async function bench() {
  const python = execFileSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim()
  for (const { name, work, turns, goal } of works) {
    const firsts = []
    const ratios = []
    const bare = []
    for (let pair = 0; pair < PAIRS; pair++) {
      const [first, ...others] = await compare([python, program, work], 1 + turns, pair % 2 === 0)
      firsts.push(first.watched / first.bare)
      ratios.push(total(others, "watched") / total(others, "bare"))
      bare.push(total(others, "bare") / turns)
    }
    const ratio = mean(ratios)
    const error = Math.sqrt(mean(ratios.map((one) => (one - ratio) ** 2)) / (PAIRS - 1))
    const verdict = ratio <= goal ? "met" : ratio - error <= goal ? "missed by less than the error" : "missed"
    console.log(
      `  ${name.padEnd(26)} ${ratio.toFixed(2)} ± ${error.toFixed(2)} × (goal ≤ ${goal} ×, ${verdict}; ` +
        `${PAIRS} pairs of ${turns}, bare ${mean(bare).toFixed(2)} s each; the first turn ${mean(firsts).toFixed(2)} ×)`,
    )
  }
}

/** @returns the seconds of the bare and of the watched program in each turn. */
async function compare(command, turns, isBareFirst) {
  const bare = begin(command)
  const watched = begin([process.execPath, cli, "run", "--headless", "--", ...command])
  const all = []
  try {
    for (let turn = 0; turn < turns; turn++) {
      const seconds = {}
      for (const isBare of turn % 2 === 0 ? [isBareFirst, !isBareFirst] : [!isBareFirst, isBareFirst]) {
        // In the first turn the watched program may not have begun, so there is nothing to stop.
        if (turn > 0) watched.child.kill(isBare ? "SIGSTOP" : "SIGCONT")
        if (isBare) seconds.bare = await bare.work()
        else seconds.watched = await watched.work()
      }
      all.push(seconds)
    }
    return all
  } finally {
    await Promise.all([bare.end(), watched.end()])
  }
}

const total = (all, which) => all.reduce((sum, seconds) => sum + seconds[which], 0)
const mean = (all) => all.reduce((one, other) => one + other, 0) / all.length

/** Starts a program that does one turn of work for each line on its standard input. */
function begin([command, ...args]) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "ignore"] })
  const lines = createInterface({ input: child.stdout })
  return {
    child,
    /** @returns the seconds that the turn took. */
    work: async () => {
      child.stdin.write("\n")
      const [line] = await once(lines, "line")
      return Number(line)
    },
    end: async () => {
      const ended = once(child, "exit")
      child.kill("SIGCONT")
      child.stdin.end()
      await ended
    },
  }
}
