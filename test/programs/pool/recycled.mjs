/** A pool whose worker is replaced after two tasks; prints the PIDs that did six tasks. */
import { Pool } from "./library.mjs"

const pool = new Pool(1, { maxTasksPerChild: 2 })
const pids = []
for (let index = 0; index < 6; index++) pids.push(await pool.apply(() => process.pid))
const mapped = await pool.map(() => process.pid, [1, 2, 3, 4], { chunkSize: 1 })
pool.close()
await pool.join()
console.log(JSON.stringify({ pids, mapped }))
