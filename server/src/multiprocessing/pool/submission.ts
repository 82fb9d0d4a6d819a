import { describeError } from "../errors.ts"
import type { Target } from "../wire/targets.ts"
import type { FunctionEntry, FunctionTable } from "./functions.ts"
import { previewArgs, type Reporter } from "./reporter.ts"
import { type Sink, Task, type Via } from "./task.ts"
import { ByteWriter } from "./wire/bytes.ts"
import { writeValue } from "./wire/values.ts"

const writer = new ByteWriter()

/** What is to be done, as the caller of the pool said it. */
export interface Work {
  target: Target
  /** The arguments; for a chunk the arguments of each call. */
  args: readonly unknown[]
  via: Via
  sink: Sink
  isChunk: boolean
  position: number
}

/** Makes a task of it. An error that keeps it from travelling becomes the task's own, as in Python. */
export function makeTask(
  work: Work,
  order: number,
  functions: FunctionTable,
  reporter: Reporter,
): { task: Task; problem: Error | undefined } {
  const { target, sink } = work
  const options = { via: work.via, isChunk: work.isChunk, position: work.position, order }
  let fn: FunctionEntry | undefined
  let task: Task
  let problem: Error | undefined
  try {
    fn = functions.entryFor(target)
    task = new Task(fn, frozen(work.args), sink, options)
  } catch (error) {
    problem = error instanceof Error ? error : new Error(String(error))
    task = new Task(fn ?? functions.unknown(target), [], sink, options)
  }
  reporter.submitted(task, () => previewArgs(work.isChunk ? work.args.map(firstOfOne) : work.args))
  if (problem) reporter.refused(task, "error", describeError(problem))
  return { task, problem }
}

/** `map(f, [1, 2])` reads as `1, 2` rather than `[1], [2]`. */
const firstOfOne = (args: unknown) => (Array.isArray(args) && args.length === 1 ? args[0] : args)

/** What a task gets is what its arguments were when it was submitted: later changes to them are the caller's own. */
function frozen(args: readonly unknown[]): unknown[] | Buffer {
  for (const arg of args) {
    if ((typeof arg === "object" && arg !== null) || typeof arg === "function" || typeof arg === "symbol") {
      writer.length = 0
      writeValue(writer, args)
      return writer.copy()
    }
  }
  return args.slice()
}
