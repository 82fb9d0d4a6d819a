/** One worker, many short tasks: prints the order in which they ran. */
import { Pool } from "./library.mjs"

const pool = new Pool(1)
const next = () => {
  globalThis.count = (globalThis.count ?? 0) + 1
  return globalThis.count
}
const results = await Promise.all(Array.from({ length: 500 }, () => pool.apply(next)))
pool.close()
await pool.join()
console.log(JSON.stringify(results))
