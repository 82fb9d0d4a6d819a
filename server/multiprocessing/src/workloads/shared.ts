import { sleep } from "../process/current.ts"

/** What these functions need of a queue; a proxy of a manager's queue will do as well. */
interface QueueLike {
  put(item: unknown): Promise<void>
  get(): Promise<unknown>
}

interface LockLike {
  acquire(): Promise<unknown>
  release(): unknown
}

/** Puts the numbers from 0 on into the queue. @param interval in seconds, between two of them */
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

/** Takes the lock, keeps it for a while, gives it back. */
export async function holdLock(lock: LockLike, seconds = 2): Promise<void> {
  await lock.acquire()
  try {
    await sleep(seconds)
  } finally {
    await lock.release()
  }
}
