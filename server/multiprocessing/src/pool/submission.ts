import { describeError } from "../errors.ts"
import { observer } from "../observe/observer.ts"
import { previewArgs } from "../wire/preview.ts"
import type { Target } from "../wire/targets.ts"
import { type FunctionEntry, type FunctionTable, unknownFunction } from "./functions.ts"
import type { Reporter } from "./reporter.ts"
import { Task, type TaskPlace } from "./task.ts"
import { ByteWriter } from "./wire/bytes.ts"
import { writeValue } from "./wire/values.ts"

const writer = new ByteWriter()

/**
 * Makes a task. An error that prevents sending it is stored in `problem` and becomes the task's own error, as in
 * Python.
 *
 * @param args the arguments; for a chunk the arguments of each call
 */
export function makeTask(
  target: Target,
  args: readonly unknown[],
  place: TaskPlace,
  functions: FunctionTable,
  reporter: Reporter,
): Task {
  let fn: FunctionEntry | undefined
  let task: Task
  try {
    fn = functions.entryFor(target)
    task = new Task(fn, frozen(args), place)
  } catch (error) {
    task = new Task(fn ?? unknownFunction(target), [], place)
    task.problem = error instanceof Error ? error : new Error(String(error))
  }
  if (observer.isObserved) {
    reporter.submitted(task, () => previewArgs(place.isChunk ? args.map(firstOfOne) : args))
    if (task.problem) reporter.refused(task, "error", describeError(task.problem))
  }
  return task
}

/** The preview of `map(f, [1, 2])` is `1, 2` rather than `[1], [2]`. */
const firstOfOne = (args: unknown) => (Array.isArray(args) && args.length === 1 ? args[0] : args)

/** A task gets its arguments as they were at submission: later changes by the caller do not affect it. */
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
