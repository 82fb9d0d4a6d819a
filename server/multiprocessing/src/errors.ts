/** The errors of Python's `multiprocessing`, by their Python names, and how an error is sent between processes. */

/** The base class of the library's own errors. */
export class ProcessError extends Error {
  override name = "ProcessError"
}
/** `put` found no free place in time. */
export class Full extends Error {
  override name = "Full"
}
/** `get` found no item in time. */
export class Empty extends Error {
  override name = "Empty"
}
/** A result was not ready in time. */
export class TimeoutError extends ProcessError {
  override name = "TimeoutError"
}
/** One side has a wrong authkey: the two processes do not belong to the same program. */
export class AuthenticationError extends ProcessError {
  override name = "AuthenticationError"
}
/** An argument has the right type and a wrong value, or the object is in the wrong state (closed). */
export class ValueError extends Error {
  override name = "ValueError"
}
/** What Python's `assert` raises: the call is wrong at this moment (start twice, join before start). */
export class AssertionError extends Error {
  override name = "AssertionError"
}
/** The other end is closed and nothing is left to read. */
export class EOFError extends Error {
  override name = "EOFError"
}
/** The value cannot be sent to another process. */
export class PicklingError extends Error {
  override name = "PicklingError"
}
/** A call that the present state does not allow, for example when a daemonic process starts children. */
export class RuntimeError extends Error {
  override name = "RuntimeError"
}
/** The kernel refused a call. `errno` is the error's number, `code` its name (`EAGAIN`). */
export class OSError extends Error {
  override name = "OSError"
  readonly errno: number
  readonly code: string
  constructor(errno: number, code: string, message: string, options?: ErrorOptions) {
    super(`[Errno ${errno}] ${message}`, options)
    this.errno = errno
    this.code = code
  }
}
/** A limit was reached: no more processes can be started at this moment. */
export class BlockingIOError extends OSError {
  override name = "BlockingIOError"
}
/** The process that owns the object has ended. */
export class BrokenPipeError extends OSError {
  override name = "BrokenPipeError"
  constructor(message: string, options?: ErrorOptions) {
    super(32, "EPIPE", message, options)
  }
}

/** An error as it is sent: what the program would print. Lengths are bounded as in the events. */
export interface ErrorDescription {
  name: string
  message: string
  traceback?: string
}

/** Describes anything that was thrown; never calls getters of the thrown value twice and never throws itself. */
export function describeError(thrown: unknown): ErrorDescription {
  try {
    if (thrown instanceof Error) {
      const name = String(thrown.name).slice(0, 200)
      const message = String(thrown.message).slice(0, 4000)
      const stack = thrown.stack
      return stack ? { name, message, traceback: String(stack).slice(0, 16_000) } : { name, message }
    }
    return { name: "Error", message: `a value that is not an error was thrown: ${String(thrown)}`.slice(0, 4000) }
  } catch {
    return { name: "Error", message: "an error that cannot be described was thrown" }
  }
}

const revivable: Record<string, new (message: string) => Error> = {
  ProcessError,
  Full,
  Empty,
  TimeoutError,
  AuthenticationError,
  ValueError,
  AssertionError,
  EOFError,
  PicklingError,
  RuntimeError,
  TypeError,
  RangeError,
  ReferenceError,
  SyntaxError,
  EvalError,
  URIError,
}

/**
 * Rebuilds an error with the same name and message, of the same class where both sides know it. The stack is this
 * process's own; the sender's is in the property `remoteTraceback`, as Python chains `RemoteTraceback`.
 */
export function reviveError(description: ErrorDescription): Error {
  const Class = Object.hasOwn(revivable, description.name) ? revivable[description.name] : undefined
  const error = Class ? new Class(description.message) : new Error(description.message)
  if (!Class && description.name !== "Error") {
    Object.defineProperty(error, "name", { value: description.name, configurable: true, writable: true })
  }
  if (description.traceback) {
    Object.defineProperty(error, "remoteTraceback", { value: description.traceback, configurable: true })
  }
  return error
}
