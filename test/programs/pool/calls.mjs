/** Calls a pool in every way and prints the results. */
import { Pool } from "./library.mjs"

const pool = new Pool(3)
const said = {}
const square = (n) => n * n
const failAt = async (n) => {
  await sleep(0.01 * (3 - n))
  if (n === 2) throw new RangeError(`not ${n}`)
  return n
}
const collect = async (iterator) => {
  const values = []
  for (;;) {
    const { done, value } = await iterator.next().catch(({ name }) => ({ done: false, value: name }))
    if (done) return values
    values.push(value)
  }
}
said.map = await pool.map(square, [1, 2, 3, 4, 5])
said.mapOfNothing = await pool.map(square, [])
said.failedMap = await pool.map(failAt, [1, 2, 3]).catch(({ name, message }) => `${name}: ${message}`)
said.starmap = await pool.starmap(
  (a, b) => a + b,
  [
    [1, 2],
    [3, 4],
  ],
)
said.imap = await collect(pool.imap(failAt, [0, 1, 2, 3]))
said.unordered = (await collect(pool.imapUnordered(failAt, [0, 1, 3]))).sort()
said.chunked = await collect(pool.imap(square, new Set([1, 2, 3, 4, 5]), { chunkSize: 2 }))
said.brokenIterable = await collect(
  pool.imap(
    square,
    (function* () {
      yield 2
      throw new SyntaxError("no more")
    })(),
  ),
)
said.kwds = await pool.apply((a, { b }) => a - b, [5], { b: 3 })
said.callback = await new Promise((resolve) => pool.applyAsync(square, [7], { callback: resolve }))
said.errorCallback = await new Promise((resolve) =>
  pool.applyAsync(failAt, [2], { errorCallback: ({ message }) => resolve(message) }),
)
const slow = pool.applyAsync(() => sleep(0.2))
said.timeout = await slow.get(0.01).catch(({ name }) => name)
try {
  slow.successful()
} catch ({ name }) {
  said.tooEarly = name
}
await slow.wait()
said.successful = slow.successful()
const remote = await pool.apply(failAt, [2]).catch((error) => error)
said.isRangeError = remote instanceof RangeError
said.cause = [remote.cause.name, /RangeError: not 2\n\s+at <failAt>:/.test(remote.cause.message)]
said.unencodable = await pool.apply(() => () => 1).catch(({ name }) => name)
said.stolen = await pool.apply((p) => p, [pool]).catch(({ message }) => message)
pool.terminate()
await pool.join()
console.log(JSON.stringify(said))
