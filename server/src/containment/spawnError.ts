import { constants } from "node:os"
import { getSystemErrorMap } from "node:util"

export type SpawnField = "argv" | "cwd" | "env" | "pty" | "limits"

const NAMES = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]))

/** A program that could not be started: what the kernel said, and about which part of the request. */
export class SpawnError extends Error {
  override readonly name = "SpawnError"
  /** As the kernel calls it, such as ENOENT. */
  readonly errno: string
  readonly field: SpawnField

  constructor(errno: string, field: SpawnField, message: string) {
    super(message)
    this.errno = errno
    this.field = field
  }

  /** From the number that the kernel gave, and the value of the field. */
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
