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

/** The pool ended because its workers could not be started several times in a row. */
export class BrokenPoolError extends ProcessError {
  override name = "BrokenPoolError"
}

/** The task succeeded but its result cannot be sent, as Python's `MaybeEncodingError`. */
export class MaybeEncodingError extends Error {
  override name = "MaybeEncodingError"
}

/**
 * Where an error was thrown: the traceback as the worker would have printed it. It is the `cause` of the error you
 * catch.
 */
export class RemoteError extends Error {
  override name = "RemoteError"

  constructor(traceback: string) {
    super(`\n"""\n${traceback}\n"""`)
    // The place where this object was made is of no interest.
    this.stack = `${this.name}: ${this.message}`
  }
}

/** As `describeError`, with only the frames of the program: not those of this library and of Node below them. */
export function describeTaskError(thrown: unknown): ErrorDescription {
  const description = describeError(thrown)
  const { traceback } = description
  if (traceback === undefined) return description
  const lines = traceback.split("\n").filter((line) => !isOurFrame(line))
  return { ...description, traceback: lines.join("\n") }
}

const ownFolder = dirname(childPath)
/** The bundled workloads are in the same folder but count as the program's code. */
const isOurFrame = (line: string) =>
  /^\s+at .*\bnode:/.test(line) || (line.includes(ownFolder) && !line.includes(join(ownFolder, "workloads")))

/** Rebuilds an error that a worker described, with the worker's traceback as its cause. */
export function remoteError(description: ErrorDescription): Error {
  const error =
    description.name === "MaybeEncodingError" ? new MaybeEncodingError(description.message) : reviveError(description)
  // The place where this copy was made is of no interest; where the error was thrown is in its cause.
  error.stack = `${error.name}: ${error.message}`
  if (description.traceback !== undefined) error.cause = new RemoteError(description.traceback)
  return error
}
