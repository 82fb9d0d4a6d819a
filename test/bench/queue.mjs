/**
 * `npm run bench -- queue`: one producer and one consumer with small values, our queue and Python's in turns. The
 * figure is items per second at the consumer, from its first item to its last.
 */
import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"

const ROUNDS = 3
const file = (name) => fileURLToPath(new URL(`queue/${name}`, import.meta.url))

/** Items per measurement: one to two seconds' worth. */
const kinds = [
  { name: "ours", items: { 64: 400_000, 1024: 1_500_000 }, kind: "queue" },
  { name: "ours, manager", items: { 64: 400_000, 1024: 1_500_000 }, kind: "manager" },
  { name: "Python Queue", items: { 64: 120_000, 1024: 150_000 }, kind: "queue", isPython: true },
  { name: "Python Manager", items: { 64: 20_000, 1024: 20_000 }, kind: "manager", isPython: true },
]

export default async function bench() {
  const python = findPython()
  const peers = kinds.filter(({ isPython }) => !isPython || python)
  for (const shape of ["parent to child", "child to child"]) {
    for (const maxsize of [64, 1024]) {
      const rates = new Map(peers.map(({ name }) => [name, []]))
      for (let round = 0; round < ROUNDS; round++) {
        for (const { name, items, kind, isPython } of peers) {
          const args = [shape, String(maxsize), String(items[maxsize]), kind]
          const [command, script] = isPython ? [python, file("python.py")] : [process.execPath, file("ours.mjs")]
          rates.get(name).push(Number(execFileSync(command, [script, ...args], { encoding: "utf8" })))
        }
      }
      report(`${shape}, maxsize ${maxsize}`, rates)
    }
  }
}

function report(title, rates) {
  const base = rates.has("Python Queue") ? median(rates.get("Python Queue")) : undefined
  console.log(`\n  ${title}`)
  for (const [name, all] of rates) {
    const rate = median(all)
    const range = `${thousands(Math.min(...all))}–${thousands(Math.max(...all))}`
    const ratio = base ? `${(rate / base).toFixed(1)} × Python Queue` : ""
    console.log(`    ${name.padEnd(16)} ${thousands(rate).padStart(6)} k items/s  (${range})`.padEnd(56), ratio)
  }
}

const median = (all) => all.toSorted((one, other) => one - other)[all.length >> 1]
const thousands = (rate) => String(Math.round(rate / 1000))

/** The path of the interpreter itself: `python3` may be a shim, which is slow to start. */
function findPython() {
  try {
    return execFileSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim()
  } catch {
    console.log("  no python3 here: only ours is measured")
    return undefined
  }
}
