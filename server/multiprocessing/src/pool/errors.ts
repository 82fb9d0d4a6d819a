import { dirname, join } from "node:path"
import { describeError, type ErrorDescription, ProcessError, reviveError } from "../errors.ts"
import { childPath } from "../wire/environment.ts"

/** The worker ended while it ran the task: it was killed, it crashed, or the task called exit. */
export class WorkerLostError extends ProcessError {
  override name = "WorkerLostError"
}

/** `terminate` ended the pool before the task was done. */
export class PoolTerminatedError extends ProcessError {
  override name = "PoolTerminatedError"
}

/** The pool gave up: its workers could not be started, again and again. */
export class BrokenPoolError extends ProcessError {
  override name = "BrokenPoolError"
}

/** The task was done but its result cannot travel, as Python's `MaybeEncodingError`. */
export class MaybeEncodingError extends Error {
  override name = "MaybeEncodingError"
}

/** Where an error came from: the traceback as the worker would have printed it. It is the `cause` of what you catch. */
export class RemoteError extends Error {
  override name = "RemoteError"

  constructor(traceback: string) {
    super(`\n"""\n${traceback}\n"""`)
    // Where this object was made says nothing.
    this.stack = `${this.name}: ${this.message}`
  }
}

/** As `describeError`, with the frames of the program alone: not those of this library and of Node below them. */
export function describeTaskError(thrown: unknown): ErrorDescription {
  const description = describeError(thrown)
  const { traceback } = description
  if (traceback === undefined) return description
  const lines = traceback.split("\n").filter((line) => !isOurFrame(line))
  return { ...description, traceback: lines.join("\n") }
}

const ownFolder = dirname(childPath)
/** The bundled workloads lie in the same folder and are the program's. */
const isOurFrame = (line: string) =>
  /^\s+at .*\bnode:/.test(line) || (line.includes(ownFolder) && !line.includes(join(ownFolder, "workloads")))

/** Makes the error that a worker described again, with the worker's traceback as its cause. */
export function remoteError(description: ErrorDescription): Error {
  const error =
    description.name === "MaybeEncodingError" ? new MaybeEncodingError(description.message) : reviveError(description)
  // Where this copy was made says nothing; where the error was thrown is in its cause.
  error.stack = `${error.name}: ${error.message}`
  if (description.traceback !== undefined) error.cause = new RemoteError(description.traceback)
  return error
}
