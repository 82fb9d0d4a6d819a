/** One measurement of one pool; prints JSON. Arguments: the pool's name, workers, seconds, tasks at a time. */
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"

const [name, ...numbers] = process.argv.slice(2)
const [workers, seconds, window] = numbers.map(Number)
const WARM_UP_SECONDS = 0.3
const KILOBYTE = "x".repeat(1024)
const file = (name) => fileURLToPath(new URL(name, import.meta.url))
const require = createRequire(import.meta.url)

/** Each function makes a pool, whose `run(value)` resolves with the value that a worker returned. */
const contenders = {
  async forkscope() {
    const { Pool, exportTargets } = require("../../../dist/multiprocessing/index.cjs")
    const { echo } = require("./echo.cjs")
    exportTargets(file("echo.cjs"), { echo })
    const pool = new Pool(workers)
    return {
      run: (value) => pool.apply(echo, [value]),
      async end() {
        pool.terminate()
        await pool.join()
      },
    }
  },
  async "poolifier (cluster)"() {
    const { FixedClusterPool } = await import("poolifier")
    const pool = new FixedClusterPool(workers, file("poolifier.cjs"))
    return { run: (value) => pool.execute(value), end: () => pool.destroy() }
  },
  async "poolifier (threads)"() {
    const { FixedThreadPool } = await import("poolifier")
    const pool = new FixedThreadPool(workers, file("poolifier.cjs"))
    return { run: (value) => pool.execute(value), end: () => pool.destroy() }
  },
  async "jest-worker (child_process)"() {
    const { Worker } = await import("jest-worker")
    const pool = new Worker(file("echo.cjs"), { numWorkers: workers, exposedMethods: ["echo"] })
    return { run: (value) => pool.echo(value), end: () => pool.end() }
  },
  async "workerpool (process)"() {
    const { default: workerpool } = await import("workerpool")
    const options = { minWorkers: workers, maxWorkers: workers, workerType: "process" }
    const pool = workerpool.pool(file("workerpool.cjs"), options)
    return { run: (value) => pool.exec("echo", [value]), end: () => pool.terminate() }
  },
  async "tinypool (child_process)"() {
    const { Tinypool } = await import("tinypool")
    const filename = file("tinypool.mjs")
    const pool = new Tinypool({ filename, runtime: "child_process", minThreads: workers, maxThreads: workers })
    return { run: (value) => pool.run(value), end: () => pool.destroy() }
  },
}

console.log(JSON.stringify(await measure(contenders[name])))
process.exit(0)

async function measure(make) {
  const { run, end } = await make()
  try {
    await rate(run, 1, WARM_UP_SECONDS)
    return {
      trivial: await rate(run, 1, seconds),
      kilobyte: await rate(run, KILOBYTE, seconds),
      single: await medianMicros(run, seconds / 2),
    }
  } finally {
    await end()
  }
}

async function rate(run, value, seconds) {
  const start = performance.now()
  let tasks = 0
  while (performance.now() - start < seconds * 1000) {
    await Promise.all(Array.from({ length: window }, () => run(value)))
    tasks += window
  }
  return (tasks * 1000) / (performance.now() - start)
}

async function medianMicros(run, seconds) {
  const times = []
  const start = performance.now()
  while (performance.now() - start < seconds * 1000) {
    const before = performance.now()
    await run(1)
    times.push(performance.now() - before)
  }
  return times.sort((one, other) => one - other)[times.length >> 1] * 1000
}
