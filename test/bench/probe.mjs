/**
 * `npm run bench -- probe`: what it costs a Python program to be watched. The same program bare and under
 * `forkscope run --headless`, in turns: probe, collector, sampler and arrows all at work beside it on the same cores.
 * What is compared is the seconds that the program itself measured, for its work done several times over; the first time
 * by itself is told too, for while that goes on our own code is still being compiled.
 */
import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"

const ROUNDS = 5
const cli = fileURLToPath(new URL("../../dist/server/cli.js", import.meta.url))
const program = fileURLToPath(new URL("probe/program.py", import.meta.url))

const works = [
  { name: "CPU-bound pool", work: "cpu-pool", times: 8, goal: 1.02 },
  { name: "100 000 items, Queue()", work: "queue", times: 4, goal: 1.25 },
  { name: "100 000 items, Queue(100)", work: "queue-100", times: 3, goal: 1.35 },
  { name: "1000 short processes", work: "processes", times: 1, goal: 1.25 },
]

export default async function bench() {
  const python = execFileSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim()
  const run = (command, args) =>
    execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
      .trim()
      .split("\n")
      .map(Number)
  for (const { name, work, times, goal } of works) {
    const bare = []
    const watched = []
    for (let round = 0; round < ROUNDS; round++) {
      bare.push(run(python, [program, work, times]))
      watched.push(run(process.execPath, [cli, "run", "--headless", "--", python, program, work, times]))
    }
    const ratio = median(watched.map(sum)) / median(bare.map(sum))
    const first = median(watched.map(([one]) => one)) / median(bare.map(([one]) => one))
    console.log(
      `  ${name.padEnd(26)} bare ${range(bare)}, watched ${range(watched)}: ${ratio.toFixed(2)} × ` +
        `(goal ≤ ${goal} ×, ${ratio <= goal ? "met" : "missed"}; best of each ${(best(watched) / best(bare)).toFixed(2)} ×; ` +
        `${times} times, the first ${first.toFixed(2)} ×)`,
    )
  }
}

const sum = (all) => all.reduce((one, other) => one + other, 0)
const best = (runs) => Math.min(...runs.map(sum))
const median = (all) => all.toSorted((one, other) => one - other)[all.length >> 1]
const range = (runs) =>
  `${median(runs.map(sum)).toFixed(2)} s (${best(runs).toFixed(2)}–${Math.max(...runs.map(sum)).toFixed(2)})`
