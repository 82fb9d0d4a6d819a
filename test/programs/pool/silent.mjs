/** Tasks whose errors the program never reads; it neither closes nor joins the pool. */
import { Pool } from "./library.mjs"

const pool = new Pool(2)
pool.applyAsync(() => {
  throw new Error("nobody will know")
})
pool.applyAsync(async () => {
  throw new TypeError("nor this")
})
pool.mapAsync(() => {
  throw new Error("nor these")
}, [1, 2, 3])
pool.applyAsync(() => 1, [Symbol("cannot travel")])
pool.apply(() => process.exit(1))
const unread = pool.applyAsync(() => {
  throw new Error("read")
})
unread.get()
await unread.wait()
console.log(JSON.stringify({ ready: unread.ready(), successful: unread.successful() }))
