/** Four threads in one process: they share a counter, and send what they did. */
import { once } from "node:events"
import { isMainThread, parentPort, threadId, Worker, workerData } from "node:worker_threads"

const ROUNDS = 50_000

if (isMainThread) {
  const counter = new Int32Array(new SharedArrayBuffer(4))
  const workers = [1, 2, 3, 4].map((n) => new Worker(new URL(import.meta.url), { workerData: counter, name: `w${n}` }))
  const reports = await Promise.all(workers.map((worker) => once(worker, "message")))
  await Promise.all(workers.map((worker) => worker.terminate()))
  for (const [report] of reports) console.log(`thread ${report.threadId} of pid=${report.pid} added ${report.added}`)
  console.log(`counter = ${counter[0]}`)
} else {
  for (let n = 0; n < ROUNDS; n++) Atomics.add(workerData, 0, 1)
  setTimeout(() => parentPort.postMessage({ threadId, pid: process.pid, added: ROUNDS }), 500)
}
