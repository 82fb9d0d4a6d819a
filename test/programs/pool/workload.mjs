/** Runs a workload in its own process. Arguments: its name, its arguments as JSON, the signal that ends it. */
import { createInterface } from "node:readline"
import { Process, workloads } from "./library.mjs"

const [name, args = "[]", signal] = process.argv.slice(2)
const child = new Process({ target: workloads[name], args: JSON.parse(args) })
child.start()
// The test sends a line when the workload has printed the expected text.
if (signal) createInterface({ input: process.stdin }).once("line", () => process.kill(child.pid, signal))
await child.join()
process.stdin.destroy()
console.log(JSON.stringify({ pid: child.pid, exitCode: child.exitCode }))
