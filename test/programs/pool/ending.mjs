/** Makes calls before and after close, join and terminate. Prints the names and messages of the errors. */
import { Pool } from "./library.mjs"

const said = {}
const note = (what, call) =>
  Promise.resolve()
    .then(call)
    .then(
      (value) => {
        said[what] = value ?? null
      },
      ({ name, message }) => {
        said[what] = `${name}: ${message}`
      },
    )

const pool = new Pool(2)
await note("join before close", () => pool.join())
const late = pool.applyAsync(async () => {
  await sleep(0.1)
  return "done"
})
pool.close()
await note("applyAsync after close", () => pool.applyAsync(() => 1))
await note("map after close", () => pool.map(() => 1, [1]))
await note("join with a short timeout", () => pool.join(0))
await note("join", () => pool.join())
await note("a task from before close", () => late.get())

const doomed = new Pool(2)
const running = doomed.applyAsync(() => sleep(60))
const waiting = Array.from({ length: 5 }, () => doomed.applyAsync(() => sleep(60)))
doomed.terminate()
await note("running at terminate", () => running.get())
await note("waiting at terminate", () => waiting[4].get())
await note("applyAsync after terminate", () => doomed.applyAsync(() => 1))
await note("join after terminate", () => doomed.join())
await note("no workers", () => new Pool(0))
await note("bad chunk size", () => new Pool(1).map(() => 1, [1], { chunkSize: 0 }))
await note("args without a list", () => new Pool(1).applyAsync(() => 1, 3))
console.log(JSON.stringify(said))
