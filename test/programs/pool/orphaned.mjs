/** Lets four workers sleep for long, prints their PIDs, and waits. */
import { Pool } from "./library.mjs"

const pool = new Pool(4)
const pids = new Set()
const nap = async () => {
  await sleep(0.05)
  return process.pid
}
while (pids.size < 4) {
  for (const pid of await Promise.all([1, 2, 3, 4].map(() => pool.apply(nap)))) pids.add(pid)
}
for (let index = 0; index < 4; index++) pool.applyAsync(() => sleep(600))
console.log(JSON.stringify([...pids]))
await pool.apply(() => sleep(600))
