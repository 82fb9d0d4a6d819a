/**
 * Short tasks, of which a worker has many at a time; one task kills it. Every task notes in the given file that it ran.
 * Prints the outcomes.
 */
import { Pool } from "./library.mjs"

const [file] = process.argv.slice(2)
const pool = new Pool(1)
const task = (n, fatal, file) => {
  if (n >= 0) require("node:fs").appendFileSync(file, `${n}\n`)
  if (n === fatal) process.kill(process.pid, "SIGKILL")
  return n
}
// Enough tasks for the pool to learn that they are short.
for (let round = 0; round < 20; round++) {
  await Promise.all(Array.from({ length: 50 }, () => pool.apply(task, [-1, -2, file])))
}
const results = Array.from({ length: 200 }, (_, n) => pool.applyAsync(task, [n, 20, file]))
const done = []
for (const result of results) done.push(await result.get().catch(({ name }) => name))
pool.close()
await pool.join()
console.log(JSON.stringify(done))
