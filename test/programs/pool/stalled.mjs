/**
 * One worker. The first of ten tasks takes longer than the others may wait behind it; ten more are submitted meanwhile.
 * Prints the order in which all began.
 */
import { setTimeout } from "node:timers/promises"
import { Pool } from "./library.mjs"

const pool = new Pool(1)
const task = (n, until) => {
  globalThis.begun ??= []
  if (n > 0) globalThis.begun.push(n)
  while (Date.now() < until);
  return globalThis.begun
}
// Enough tasks for the pool to learn that they are short.
for (let round = 0; round < 20; round++) {
  await Promise.all(Array.from({ length: 50 }, () => pool.apply(task, [0, 0])))
}
const submit = (first, until) => Array.from({ length: 10 }, (_, n) => pool.apply(task, [first + n, n ? 0 : until]))
const results = submit(1, Date.now() + 27)
await setTimeout(15)
results.push(...submit(11, 0))
await Promise.all(results)
console.log(JSON.stringify(await pool.apply(task, [0, 0])))
pool.close()
await pool.join()
