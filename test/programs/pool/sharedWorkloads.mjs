/** The workloads that need a queue or a lock. */
import { Lock, Pool, Process, Queue, workloads } from "./library.mjs"

const queue = new Queue(2)
const producer = new Process({ target: workloads.produce, args: [queue, 5, 0] })
producer.start()
const items = []
for (let index = 0; index < 5; index++) items.push(await queue.get())
await producer.join()

const consumer = new Process({ target: workloads.consume, args: [queue, 0] })
consumer.start()
await queue.put({ a: 1 })
await queue.put("two")
while (!(await queue.empty())) await new Promise(setImmediate)

const lock = new Lock()
const holder = new Process({ target: workloads.holdLock, args: [lock, 0.05] })
holder.start()
await holder.join()
await lock.acquire()

const pool = new Pool(1)
const unreliable = []
for (const n of [0, 3, 4, 7])
  unreliable.push(await pool.apply(workloads.unreliable, [n]).catch(({ message }) => message))
const squares = await pool.map(workloads.square, [1, 2, 3])
const bytes = await pool.apply(workloads.allocate, [20, 0])
const rounds = await pool.apply(workloads.burn, [0.01])
await pool.apply(workloads.burnInThread, [0.01])
await pool.apply(workloads.sleepFor, [0])
pool.terminate()
consumer.terminate()
await consumer.join()
await pool.join()
console.log(JSON.stringify({ items, holder: holder.exitCode, unreliable, squares, bytes, rounds }))
