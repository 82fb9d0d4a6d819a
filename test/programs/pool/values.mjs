/** Sends values to a worker and back; prints those that came back different. */
import { isDeepStrictEqual } from "node:util"
import { Pool } from "./library.mjs"

const cyclic = { name: "ring" }
cyclic.self = cyclic
const values = {
  undefined: undefined,
  null: null,
  true: true,
  zero: 0,
  minusZero: -0,
  int: -(2 ** 31),
  uint: 2 ** 31,
  fraction: 0.1,
  nan: Number.NaN,
  infinity: Number.NEGATIVE_INFINITY,
  bigint: 2n ** 80n,
  empty: "",
  ascii: "plain",
  text: "进程 🍴 é",
  halfOfAPair: "\ud83c",
  long: "进".repeat(100_000),
  list: [1, "two", [3, [4, [5, [6]]]]],
  holes: [1, undefined, null],
  longList: Array.from({ length: 1000 }, (_, index) => index),
  object: { a: 1, b: { c: [true, null] } },
  notJson: { a: undefined, b: Number.NaN },
  date: new Date(0),
  map: new Map([[{ a: 1 }, new Set([1])]]),
  bytes: new Uint8Array([1, 2, 3]),
  buffers: Array.from({ length: 3 }, (_, index) => new Uint8Array(700_000).fill(index)),
  cyclic,
}
const pool = new Pool(2)
const changed = []
for (const [name, value] of Object.entries(values)) {
  const back = await pool.apply((one) => one, [value])
  if (!isDeepStrictEqual(back, value)) changed.push(name)
}
// A task gets its arguments as they were at the time of its submission.
const list = [1]
const copied = pool.applyAsync((one) => one, [list])
list.push(2)
const atSubmission = await copied.get()
pool.terminate()
await pool.join()
console.log(JSON.stringify({ changed, atSubmission }))
