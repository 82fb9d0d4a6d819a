import { ValueError } from "../errors.ts"
import { sleep } from "../process/current.ts"

/** The task of the pool's example: prints that it began, sleeps up to two seconds, prints how long it took. */
export async function worker(msg: unknown): Promise<void> {
  const start = performance.now()
  console.log(`${msg} started, pid ${process.pid}`)
  await sleep(Math.random() * 2)
  console.log(`${msg} done, took ${((performance.now() - start) / 1000).toFixed(2)} s`)
}

/** Fails for every fourth number: 3, 7, 11 … */
export async function unreliable(n = 0): Promise<number> {
  await sleep(0.2)
  if (n % 4 === 3) throw new ValueError(`cannot work on ${n}`)
  return n
}

/** The number times itself. */
export function square(n: number): number {
  return n * n
}
