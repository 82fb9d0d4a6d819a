/** Two cluster workers share one port; the primary calls it until both have answered. */
import cluster from "node:cluster"
import { once } from "node:events"
import { createServer } from "node:http"

if (cluster.isPrimary) {
  const workers = [cluster.fork(), cluster.fork()]
  const [[address]] = await Promise.all(workers.map((worker) => once(worker, "listening")))
  const answered = new Set()
  for (let calls = 0; calls < 20; calls++) {
    const response = await fetch(`http://127.0.0.1:${address.port}`)
    answered.add(Number(await response.text()))
  }
  console.log(`pids: [${workers.map((worker) => worker.process.pid).join(", ")}]`)
  console.log(`workers that answered: ${answered.size}`)
  for (const worker of workers) worker.disconnect()
  const ends = await Promise.all(workers.map((worker) => once(worker, "exit")))
  console.log(`exit codes: ${ends.map(([code]) => code)}`)
} else {
  createServer((_request, response) => {
    response.setHeader("connection", "close")
    setTimeout(() => response.end(String(process.pid)), 30)
  }).listen(0, "127.0.0.1")
}
