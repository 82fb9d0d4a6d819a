import { once } from "node:events"
import { Worker } from "node:worker_threads"
import { sleep } from "../process/current.ts"

/** Prints its label for ever, as the two processes of the first example do. @param interval in seconds */
export async function count(label: string | number = "2", interval = 1): Promise<void> {
  for (;;) {
    console.log(`---${label}---`)
    await sleep(interval)
  }
}

/** Waits without using the CPU. */
export async function sleepFor(seconds = 1): Promise<void> {
  await sleep(seconds)
}

/** Keeps a core busy without a pause. Nothing else runs in the process meanwhile; a signal ends it. */
export function burn(seconds = Number.POSITIVE_INFINITY): number {
  const end = performance.now() + seconds * 1000
  let rounds = 0
  while (performance.now() < end) rounds++
  return rounds
}

/** Keeps a core busy in a second thread while the main thread waits. */
export async function burnInThread(seconds = Number.POSITIVE_INFINITY): Promise<void> {
  const code = `const end = performance.now() + require("node:worker_threads").workerData * 1000
while (performance.now() < end);`
  await once(new Worker(code, { eval: true, workerData: seconds }), "exit")
}

/** Allocates this much memory, touches every page of it so that it is resident, and holds it for `seconds`. */
export async function allocate(megabytes = 100, seconds = 10): Promise<number> {
  const memory = Buffer.alloc(megabytes * 1_000_000, 1)
  await sleep(seconds)
  return memory.length
}

/** Rewrites its line of output: `\r` moves the cursor back to the line's start. */
export async function progress(steps = 20, interval = 0.1): Promise<void> {
  for (let step = 0; step <= steps; step++) {
    const done = steps === 0 ? 1 : step / steps
    const bar = "#".repeat(Math.round(done * 20)).padEnd(20, ".")
    process.stdout.write(`\r[${bar}] ${Math.round(done * 100)} %`)
    if (step < steps) await sleep(interval)
  }
  process.stdout.write("\n")
}

/** Ends its process with this exit code. */
export function exitWith(code = 3): never {
  process.exit(code)
}

/** Throws an error. */
export function crash(message = "crashed on purpose"): never {
  throw new Error(message)
}
