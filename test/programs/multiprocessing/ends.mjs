/**
 * A daemonic child that never ends by itself, and a child that ends when it sees that the daemonic one was terminated.
 */
import { existsSync } from "node:fs"
import { Process } from "../../../dist/multiprocessing/index.cjs"

async function waitForEndOf(pid) {
  const { readFileSync } = require("node:fs")
  const isRunning = () => {
    try {
      return !/zombie/.test(readFileSync(`/proc/${pid}/status`, "latin1"))
    } catch {
      return false
    }
  }
  while (isRunning()) await sleep(0.005)
  console.log("the last child is done")
}

const daemon = new Process({ target: () => sleep(1000), daemon: true })
daemon.start()
const last = new Process({ target: waitForEndOf, args: [daemon.pid] })
last.start()
process.on("exit", () => console.log(`daemon: ${existsSync(`/proc/${daemon.pid}`) ? "there" : "gone"}`))
console.log("end of main")
