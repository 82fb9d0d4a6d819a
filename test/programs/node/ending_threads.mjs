// Threads that end while they compute: by themselves, by a call, by an error, and terminated by the main thread. One
// computes all the time.
import { isMainThread, Worker, workerData } from "node:worker_threads"

/** ms */
const DURATION = 5000
const ENDS = ["stay", "return", "exit", "error", "terminate"]

function compute(ms) {
  const end = Date.now() + ms
  while (Date.now() < end); // computing
}

/** Starts one thread after another; resolves with all their exit codes. */
async function inTurn(how, until) {
  const codes = new Set()
  while (Date.now() < until) {
    const worker = new Worker(new URL(import.meta.url), { workerData: how, name: how })
    worker.on("error", () => {})
    if (how === "terminate") worker.on("online", () => setTimeout(() => worker.terminate(), 60 * Math.random()))
    codes.add(await new Promise((resolve) => worker.on("exit", resolve)))
  }
  return [how, ...codes].join(" ")
}

if (isMainThread) {
  const until = Date.now() + DURATION
  for (const line of await Promise.all(ENDS.map((how) => inTurn(how, until)))) console.log(line)
} else {
  compute(workerData === "stay" ? DURATION : workerData === "terminate" ? 1e6 : 40 * Math.random())
  if (workerData === "exit") process.exit(3)
  if (workerData === "error") throw new Error("This thread ends by an error.")
}
