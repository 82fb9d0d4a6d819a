/**
 * Two workers and many calls of a short function, one of which computes for long; prints the order in which they end.
 */
import { Pool } from "./library.mjs"

const pool = new Pool(2)
const task = (n, millis) => {
  const end = Date.now() + millis
  while (Date.now() < end);
  return n
}
for (let round = 0; round < 20; round++) {
  await Promise.all(Array.from({ length: 50 }, () => pool.apply(task, [0, 0])))
}
const ended = []
const results = Array.from({ length: 60 }, (_, n) =>
  pool.apply(task, [n, n === 5 ? 1500 : 0]).then((n) => ended.push(n)),
)
await Promise.all(results)
pool.close()
await pool.join()
console.log(JSON.stringify(ended))
