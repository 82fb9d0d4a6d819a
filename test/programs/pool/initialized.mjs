/** A pool whose initializer works, and a pool whose initializer always fails. */
import { Pool } from "./library.mjs"

const good = new Pool(2, {
  initializer: (greeting) => {
    globalThis.greeting = greeting
  },
  initargs: ["hello"],
})
const greetings = await good.map(() => globalThis.greeting, [1, 2, 3])
good.terminate()
await good.join()

const bad = new Pool(2, {
  initializer: () => {
    throw new RangeError("not today")
  },
})
const error = await bad.apply(() => 1).catch((error) => error)
let later = ""
try {
  bad.applyAsync(() => 1)
} catch ({ name }) {
  later = name
}
await bad.join()
const { name, message, cause } = error
console.log(JSON.stringify({ greetings, name, message, cause: cause.name, later }))
