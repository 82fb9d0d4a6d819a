/** Has four workers sleep for long, prints their PIDs, and waits. */
import { Pool } from "./library.mjs"

const pool = new Pool(4)
const pids = await pool.map(() => process.pid, Array.from({ length: 4 }), { chunkSize: 1 })
for (let index = 0; index < 4; index++) pool.applyAsync(() => sleep(600))
console.log(JSON.stringify(pids))
await pool.apply(() => sleep(600))
