/**
 * Threads that compute for a moment and end, one after the other. Prints "PID CPU" (µs) at the end and does not exit.
 */
import { once } from "node:events"
import { Worker } from "node:worker_threads"

for (let n = 0; n < 15; n++)
  await once(new Worker("const end = Date.now() + 20; while (Date.now() < end);", { eval: true }), "exit")
const { user, system } = process.cpuUsage()
console.log(`${process.pid} ${user + system}`)
setInterval(() => {}, 1e6)
