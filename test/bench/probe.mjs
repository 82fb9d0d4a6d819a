/**
 * `npm run bench -- probe`: what it costs a Python program to be watched. The same program bare and under
 * `forkscope run --headless`, in turns: probe, collector, sampler and arrows all at work beside it on the same cores.
 * What is compared is the seconds that the program itself measured.
 */
import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"

const ROUNDS = 3
const cli = fileURLToPath(new URL("../../dist/server/cli.js", import.meta.url))
const program = fileURLToPath(new URL("probe/program.py", import.meta.url))

const works = [
  { name: "CPU-bound pool", work: "cpu-pool", goal: 1.02 },
  { name: "100 000 items, Queue()", work: "queue", goal: 1.25 },
  { name: "100 000 items, Queue(100)", work: "queue-100", goal: 1.35 },
  { name: "1000 short processes", work: "processes", goal: 1.25 },
]

export default async function bench() {
  const python = execFileSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim()
  const run = (command, args) =>
    Number(execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }))
  for (const { name, work, goal } of works) {
    const bare = []
    const watched = []
    for (let round = 0; round < ROUNDS; round++) {
      bare.push(run(python, [program, work]))
      watched.push(run(process.execPath, [cli, "run", "--headless", "--", python, program, work]))
    }
    const ratio = median(watched) / median(bare)
    const verdict = ratio <= goal ? "met" : "missed"
    console.log(
      `  ${name.padEnd(26)} bare ${median(bare).toFixed(2)} s, watched ${median(watched).toFixed(2)} s: ` +
        `${ratio.toFixed(2)} × (goal ≤ ${goal} ×, ${verdict}; watched ${Math.min(...watched).toFixed(2)}–${Math.max(...watched).toFixed(2)} s)`,
    )
  }
}

const median = (all) => all.toSorted((one, other) => one - other)[all.length >> 1]
