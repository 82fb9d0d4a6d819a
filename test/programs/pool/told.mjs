/** Uses each feature of a pool once, so that a test can check the reported facts. */
import { Pool } from "./library.mjs"

const pool = new Pool(2)
await pool.apply((a, b) => a + b, [1, 2])
const failed = pool.applyAsync(() => {
  throw new RangeError("for the record")
})
const unread = pool.applyAsync(() => {
  throw new Error("unread")
})
await failed.get().catch(() => undefined)
await unread.wait()
await pool.apply(() => process.kill(process.pid, "SIGKILL")).catch(() => undefined)
await pool.map((n) => n * n, [1, 2, 3], { chunkSize: 2 })
pool.close()
await pool.join()
