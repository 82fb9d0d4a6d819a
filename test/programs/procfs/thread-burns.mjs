/**
 * The main thread waits while another thread computes. Prints "PID AT CPU AT CPU", with the meanings of burners.pl.
 */
import { Worker } from "node:worker_threads"

const burn = "const end = Date.now() + 1800; while (Date.now() < end);"
const worker = new Worker(burn, { eval: true })
const clocks = () => {
  const { user, system } = process.cpuUsage()
  return `${process.hrtime.bigint() / 1000n} ${user + system}`
}
let from
setTimeout(() => {
  from = clocks()
}, 400)
setTimeout(() => {
  const until = clocks()
  worker.on("exit", () => {
    console.log(`${process.pid} ${from} ${until}`)
    setInterval(() => {}, 1e6)
  })
}, 1600)
