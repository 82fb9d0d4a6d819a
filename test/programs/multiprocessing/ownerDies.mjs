/** The owner of a queue is killed while a child waits for an item. */
import { Process, Queue } from "../../../dist/multiprocessing/index.cjs"

async function waitForItem(queue, ready) {
  await ready.put(1)
  try {
    await queue.get()
  } catch (error) {
    console.log(`${error.name}: ${error.message}`)
  }
}

const [queue, ready] = [new Queue(), new Queue()]
new Process({ target: waitForItem, args: [queue, ready] }).start()
await ready.get()
process.kill(process.pid, "SIGKILL")
