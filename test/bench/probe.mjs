/**
 * `npm run bench -- probe`: what it costs a Python program to be watched. The same program bare and under
 * `forkscope run --headless`: probe, collector, sampler and arrows all at work beside it on the same cores.
 *
 * Both are there all the time and do their work in turns of a few seconds, so that what else goes on in the machine slows
 * both alike; while it is the bare one's turn, our server is stopped. Compared are the seconds that the programs themselves
 * measured, summed over all turns but the first: then our own code is still being compiled, so that is told by itself.
 */
import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

const cli = fileURLToPath(new URL("../../dist/server/cli.js", import.meta.url))
const program = fileURLToPath(new URL("probe/program.py", import.meta.url))

const works = [
  { name: "CPU-bound pool", work: "cpu-pool", turns: 24, goal: 1.02 },
  { name: "100 000 items, Queue()", work: "queue", turns: 24, goal: 1.25 },
  { name: "100 000 items, Queue(100)", work: "queue-100", turns: 24, goal: 1.35 },
  { name: "1000 short processes", work: "processes", turns: 10, goal: 1.25 },
]

export default async function bench() {
  const python = execFileSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim()
  for (const { name, work, turns, goal } of works) {
    const bare = begin([python, program, work])
    const watched = begin([process.execPath, cli, "run", "--headless", "--", python, program, work])
    const takesTurns = async (isBareFirst) => {
      const seconds = {}
      for (const isBare of [isBareFirst, !isBareFirst]) {
        watched.child.kill(isBare ? "SIGSTOP" : "SIGCONT")
        if (isBare) seconds.bare = await bare.work()
        else seconds.watched = await watched.work()
      }
      return seconds
    }
    try {
      const first = await takesTurns(false)
      const all = []
      for (let turn = 0; turn < turns; turn++) all.push(await takesTurns(turn % 2 === 0))
      const ratio = total(all, "watched") / total(all, "bare")
      const ratios = all.map(({ bare, watched }) => watched / bare).toSorted((one, other) => one - other)
      console.log(
        `  ${name.padEnd(26)} ${ratio.toFixed(2)} × (goal ≤ ${goal} ×, ${ratio <= goal ? "met" : "missed"}; ` +
          `bare ${(total(all, "bare") / turns).toFixed(2)} s, ${turns} turns, half of them ` +
          `${ratios[turns >> 2].toFixed(2)}–${ratios[(turns * 3) >> 2].toFixed(2)} ×; ` +
          `the first ${(first.watched / first.bare).toFixed(2)} ×)`,
      )
    } finally {
      await Promise.all([bare.end(), watched.end()])
    }
  }
}

const total = (all, which) => all.reduce((sum, seconds) => sum + seconds[which], 0)

/** A program that works when it is told to. */
function begin([command, ...args]) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "ignore"] })
  const lines = createInterface({ input: child.stdout })
  return {
    child,
    /** @returns the seconds that it took. */
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
