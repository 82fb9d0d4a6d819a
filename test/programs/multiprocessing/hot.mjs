/** A stream too fast to be reported item by item, then a pause, then one item. */
import { Process, Queue, sleep } from "../../../dist/multiprocessing/index.cjs"

const target = (name) => ({ module: new URL("targets.mjs", import.meta.url).href, name })
const TOTAL = 20_000

const [queue, results] = [new Queue(64), new Queue()]
const consumer = new Process({ target: target("count"), args: [queue, TOTAL, results] })
const producer = new Process({ target: target("putRange"), args: [queue, 0, TOTAL] })
consumer.start()
producer.start()
console.log(await results.get())
await producer.join()
await consumer.join()
await sleep(0.2)
await queue.put("slow again")
await queue.get()
