import { fileURLToPath } from "node:url"
import { FixedThreadPool } from "poolifier"

const pool = new FixedThreadPool(2, fileURLToPath(new URL("poolifierWorker.mjs", import.meta.url)))
console.log(await Promise.all([1, 2, 3, 4].map((n) => pool.execute(n, "square"))))
await pool.execute("too far", "fail").catch(({ message }) => console.log(message))
await pool.destroy()
