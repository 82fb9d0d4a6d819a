import { fileURLToPath } from "node:url"
import { Worker } from "jest-worker"

const file = fileURLToPath(new URL("tasks.cjs", import.meta.url))
for (const enableWorkerThreads of [true, false]) {
  const pool = new Worker(file, { enableWorkerThreads, numWorkers: 2, exposedMethods: ["square", "fail"] })
  console.log(enableWorkerThreads, await Promise.all([1, 2, 3, 4].map((n) => pool.square(n))))
  await pool.fail("too far").catch(({ stack }) => console.log(stack))
  // Longer than a pipe holds, so that it comes in pieces.
  console.log(await pool.square({ text: "x".repeat(300_000) }))
  await pool.end()
}
