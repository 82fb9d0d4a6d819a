import { constants } from "node:os"
import { getSystemErrorMap } from "node:util"

export type SpawnField = "argv" | "cwd" | "env" | "pty" | "limits"

const NAMES = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]))

/** A program could not be started: the kernel's error, and the field of the request that caused it. */
export class SpawnError extends Error {
  override readonly name = "SpawnError"
  /** The kernel's name of the error, such as ENOENT. */
  readonly errno: string
  readonly field: SpawnField

  constructor(errno: string, field: SpawnField, message: string) {
    super(message)
    this.errno = errno
    this.field = field
  }

  /** Makes an error from the kernel's error number and the value of the field. */
  static fromNumber(errno: number, field: SpawnField, value: string): SpawnError {
    const name = NAMES.get(errno) ?? `errno ${errno}`
    const meaning = getSystemErrorMap().get(-errno)?.[1] ?? "unknown error"
    return new SpawnError(name, field, `Can't start the program: ${WHAT[field]} ${value}: ${meaning} (${name})`)
  }
}

const WHAT: Record<SpawnField, string> = {
  argv: "program",
  cwd: "working directory",
  env: "environment",
  pty: "terminal",
  limits: "limits",
}
