/** One measurement: items per second of one producer and one consumer. Arguments: shape, maxsize, items. */
import { Manager, Process, Queue } from "../../../dist/multiprocessing/index.cjs"

const [, , shape, maxsize, total, kind] = process.argv

async function put(queue, ready, count) {
  await ready.get()
  for (let item = 0; item < count; item++) await queue.put(item)
}

/** The time runs from the first item, so that the start of the processes is not measured. */
async function get(queue, ready, results, count) {
  await ready.put(1)
  await queue.get()
  const start = performance.now()
  for (let left = count - 1; left > 0; left--) await queue.get()
  await results.put((count - 1) / ((performance.now() - start) / 1000))
}

const queue = kind === "manager" ? Manager().Queue(Number(maxsize)) : new Queue(Number(maxsize))
const [ready, results] = [new Queue(), new Queue()]
const count = Number(total)
new Process({ target: get, args: [queue, ready, results, count], daemon: true }).start()
if (shape === "parent to child") await put(queue, ready, count)
else new Process({ target: put, args: [queue, ready, count], daemon: true }).start()
console.log(await results.get())
