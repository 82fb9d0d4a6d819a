/** Ten tasks for three workers; prints who did them and which children the kernel knows. */
import { readFileSync } from "node:fs"
import { Pool } from "./library.mjs"

const pool = new Pool(3)
const kernel = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, "utf8").trim().split(" ").map(Number)
const results = Array.from({ length: 10 }, (_, index) =>
  pool.applyAsync(
    async (n) => {
      // The library's names are there in functions that travel as text.
      await sleep(0.02)
      return [n, process.pid]
    },
    [index],
  ),
)
const done = []
for (const result of results) done.push(await result.get())
pool.close()
await pool.join()
console.log(JSON.stringify({ kernel, done }))
