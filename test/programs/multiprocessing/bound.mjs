/**
 * A producer notes the time after each put, a consumer before each get. Shows how far the producer was ahead at most.
 */
import { Process, Queue } from "../../../dist/multiprocessing/index.cjs"

const BOUND = 16
const TOTAL = 20_000

async function put(queue, total, times) {
  const after = []
  for (let number = 0; number < total; number++) {
    await queue.put(number)
    after.push(Number(process.hrtime.bigint()))
  }
  await times.put(after)
}

async function get(queue, total, times) {
  const before = []
  for (let number = 0; number < total; number++) {
    before.push(Number(process.hrtime.bigint()))
    await queue.get()
    // Blocks its event loop now and then, as a program that computes does.
    if (number % 1000 === 999) for (const end = performance.now() + 5; performance.now() < end; );
  }
  await times.put(before)
}

const [queue, puts, gets] = [new Queue(BOUND), new Queue(), new Queue()]
const children = [
  new Process({ target: put, args: [queue, TOTAL, puts] }),
  new Process({ target: get, args: [queue, TOTAL, gets] }),
]
for (const child of children) child.start()
const [after, before] = [await puts.get(), await gets.get()]
// The put of item i + BOUND may end only when the get of item i has begun.
let isHeld = true
for (let index = 0; index + BOUND < TOTAL; index++) if (after[index + BOUND] < before[index]) isHeld = false
console.log(`ahead by at most the bound: ${isHeld}`)
