import { ValueError } from "../errors.ts"
import { cpuCount } from "../process/current.ts"
import { whileSpawning } from "../wire/codec.ts"
import { describeTarget, type Target } from "../wire/targets.ts"
import { ByteWriter } from "./wire/bytes.ts"
import { writeValue } from "./wire/values.ts"
import type { WorkerBoot } from "./worker.ts"

export interface PoolOptions {
  /** Called once in every worker before its first task. */
  initializer?: Target | null
  initargs?: readonly unknown[]
  /** A worker ends after this many tasks, and a new one takes its slot. */
  maxTasksPerChild?: number | null
}

/** The options as workers get them; throws Python's errors for invalid ones. */
export function checkedOptions(size: number | null | undefined, options: PoolOptions) {
  const count = size ?? cpuCount()
  if (!Number.isInteger(count)) throw new TypeError(`expected a number of processes, got ${String(size)}`)
  if (count < 1) throw new ValueError("Number of processes must be at least 1")
  const { maxTasksPerChild = null } = options
  if (maxTasksPerChild !== null && !(Number.isInteger(maxTasksPerChild) && maxTasksPerChild > 0)) {
    throw new ValueError("maxTasksPerChild must be a positive int or null")
  }
  return {
    size: count,
    maxTasksPerChild: maxTasksPerChild ?? Number.POSITIVE_INFINITY,
    initializer: describeInitializer(options),
  }
}

function describeInitializer({ initializer, initargs = [] }: PoolOptions): WorkerBoot["initializer"] {
  if (!initializer) return null
  if (typeof initializer !== "function" && typeof initializer !== "object") {
    throw new TypeError("initializer must be a callable")
  }
  const writer = new ByteWriter(256)
  // Workers are started with these, so queues and locks are allowed among them, as in Python.
  whileSpawning(() => writeValue(writer, [...initargs]))
  return { target: describeTarget(initializer), args: writer.copy().toString("base64") }
}
