/** More tasks than can be reported one by one; one of them fails and its error is not read. */
import { Pool } from "./library.mjs"

const pool = new Pool(2)
const task = (n) => {
  if (n === 15_000) throw new Error("one of many")
  return n
}
const results = Array.from({ length: 20_000 }, (_, n) => pool.applyAsync(task, [n]))
for (const result of results) await result.wait()
pool.close()
await pool.join()
