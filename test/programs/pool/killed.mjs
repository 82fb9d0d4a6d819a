/** A task kills its worker with the given signal or exit code; prints the outcomes of that task and of the others. */
import { Pool } from "./library.mjs"

const [how] = process.argv.slice(2)
const pool = new Pool(1)
const before = await pool.apply(() => process.pid)
const results = [0, 1, 2, 3].map((n) =>
  pool.applyAsync(
    async (n, how) => {
      if (n !== 1) return process.pid
      if (how === "exit") process.exit(3)
      process.kill(process.pid, how)
      await sleep(60)
    },
    [n, how],
  ),
)
const done = []
for (const result of results) {
  done.push(await result.get().catch(({ name, message }) => ({ name, message })))
}
pool.close()
await pool.join()
console.log(JSON.stringify({ before, done }))
