import { once } from "node:events"
import { isMainThread, parentPort, SHARE_ENV, threadId, Worker, workerData } from "node:worker_threads"

/** Computes until `until`, and at least 300 rounds, so that it is sampled even if the thread seldom gets a core. */
function burn(until) {
  let sum = 0
  for (let round = 0; round < 300 || Date.now() < until; round++) {
    for (let n = 0; n < 1e6; n++) sum += n % 7 // burning
  }
  return sum
}

if (isMainThread) {
  const file = new URL(import.meta.url)
  const workers = [
    new Worker(file, { workerData: "inherits" }), // inherits
    new Worker(file, { workerData: "own env", env: { ONLY: "this" }, name: "second" }),
    new Worker(file, { workerData: "own options", execArgv: ["--no-warnings"], env: SHARE_ENV }),
  ]
  const ends = workers.map((worker) => once(worker, "exit"))
  const said = await Promise.all(workers.map((worker) => once(worker, "message")))
  console.log(workers[0].constructor === Worker, said.join("\n"))
  await Promise.all(ends)
  console.log(workers.map((worker) => worker.threadId))
  class OwnWorker extends Worker {}
  const own = new OwnWorker("", { eval: true })
  own.on("exit", (code) => console.log(own instanceof OwnWorker, code, new Error("here").stack, own))
  burn(Date.now() + 600)
  console.log(workers.length)
} else {
  const { NODE_OPTIONS, ONLY } = process.env
  burn(Date.now() + 700)
  parentPort.postMessage(JSON.stringify({ workerData, threadId, NODE_OPTIONS, ONLY, execArgv: process.execArgv }))
}
