import { type ErrorDescription, ProcessError, reviveError } from "../errors.ts"

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
  readonly traceback: string

  constructor(traceback: string) {
    super(`\n"""\n${traceback}\n"""`)
    this.traceback = traceback
  }
}

/** Makes the error that a worker described again, with the worker's traceback as its cause. */
export function remoteError(description: ErrorDescription): Error {
  const error =
    description.name === "MaybeEncodingError" ? new MaybeEncodingError(description.message) : reviveError(description)
  if (description.traceback !== undefined) error.cause = new RemoteError(description.traceback)
  return error
}
