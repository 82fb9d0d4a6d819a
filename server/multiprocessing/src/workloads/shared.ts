import { sleep } from "../process/current.ts"

/** The methods of a queue that these functions use; a proxy of a manager's queue has them too. */
interface QueueLike {
  put(item: unknown): Promise<void>
  get(): Promise<unknown>
}

interface LockLike {
  acquire(): Promise<unknown>
  release(): unknown
}

/** Puts the numbers from 0 on into the queue. @param interval seconds between two puts */
export async function produce(queue: QueueLike, n = Number.POSITIVE_INFINITY, interval = 0.5): Promise<void> {
  for (let item = 0; item < n; item++) {
    await queue.put(item)
    await sleep(interval)
  }
}

/** Takes items out of the queue for ever and prints them. */
export async function consume(queue: QueueLike, interval = 1): Promise<void> {
  for (;;) {
    console.log(`got ${JSON.stringify(await queue.get())}`)
    await sleep(interval)
  }
}

/** Acquires the lock, holds it for a while, releases it. */
export async function holdLock(lock: LockLike, seconds = 2): Promise<void> {
  await lock.acquire()
  try {
    await sleep(seconds)
  } finally {
    await lock.release()
  }
}
