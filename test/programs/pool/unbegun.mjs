/**
 * The only worker of a pool ends after three tasks were sent to it and before it begins the first of them: it is killed
 * while it is stopped, or its function ends the process that loads it. Prints the outcomes.
 */
import { readFileSync } from "node:fs"
import { Pool } from "./library.mjs"

const [how] = process.argv.slice(2)
const pool = new Pool(1)
const ownPid = () => process.pid
const before = await pool.apply(ownPid)
const isStopped = () => / T /.test(readFileSync(`/proc/${before}/stat`, "latin1"))
const turn = () => new Promise((resolve) => setImmediate(resolve))
if (how === "killed") {
  process.kill(before, "SIGSTOP")
  while (!isStopped()) await turn()
}
const first = how === "killed" ? ownPid : { module: new URL("endsWorker.mjs", import.meta.url).href, name: "never" }
const results = [first, ownPid, ownPid].map((target) => pool.applyAsync(target))
if (how === "killed") {
  // Tasks are sent when the code that submitted them has ended.
  await turn()
  process.kill(before, "SIGKILL")
}
const done = []
for (const result of results) {
  done.push(await result.get(20).catch(({ name, message }) => ({ name, message })))
}
pool.close()
await pool.join()
console.log(JSON.stringify({ before, done }))
