/** Does one operation of each kind, so that a test can check the reported facts. */
import { Event, Lock, Manager, Process, Queue, sleep } from "../../../dist/multiprocessing/index.cjs"

const target = (name) => ({ module: new URL("targets.mjs", import.meta.url).href, name })
const [, , way = "return"] = process.argv

const queue = new Queue(3)
const child = new Process({ target: target("operateAndEnd"), args: [queue, way] })
child.isAlive()
child.start()
await child.join()

await queue.put({ a: 1 })
await queue.get()
await queue.getNowait().catch(() => undefined)
await queue.full()
await queue.close()

const lock = new Lock()
await lock.acquire()
await lock.acquire({ timeout: 0.01 })
await lock.release()
await new Event().wait(0.01)
await sleep(0.01)

const up = new Event()
const killed = new Process({ target: (event) => event.set().then(() => sleep(1000)), args: [up], name: "victim" })
killed.start()
await up.wait()
await killed.join(0.01)
killed.terminate()
await killed.join()

const manager = Manager()
await manager.Queue(2).put(1)
await manager.shutdown()
