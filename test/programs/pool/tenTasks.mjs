/** Ten tasks for three workers; prints the PID that did each task, and the children that the kernel lists. */
import { readFileSync } from "node:fs"
import { Pool } from "./library.mjs"

const pool = new Pool(3)
const kernel = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, "utf8").trim().split(" ").map(Number)
const results = Array.from({ length: 10 }, (_, index) =>
  pool.applyAsync(
    async (n) => {
      // Functions that are sent as source text can use the library's names.
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
