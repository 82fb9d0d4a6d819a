/** Runs one of the workloads in a process of its own: `name`, arguments as JSON, and a signal to end it with. */
import { createInterface } from "node:readline"
import { Process, workloads } from "./library.mjs"

const [name, args = "[]", signal] = process.argv.slice(2)
const child = new Process({ target: workloads[name], args: JSON.parse(args) })
child.start()
// A line from the test: the program is as far as it should be.
if (signal) createInterface({ input: process.stdin }).once("line", () => process.kill(child.pid, signal))
await child.join()
process.stdin.destroy()
console.log(JSON.stringify({ pid: child.pid, exitCode: child.exitCode }))
