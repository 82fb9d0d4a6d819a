import { observer, randomKey } from "../observe/observer.ts"
import { childPath } from "../wire/environment.ts"

export type Role = "main" | "child" | "worker" | "manager"

/** The identity of a process: plain data. A child receives it from its parent in its first message. */
export interface Identity {
  key: string
  name: string
  role: Role
  /** Its place in the process tree: `Process-1:2` has [1, 2]. */
  numbers: number[]
  daemon: boolean
  /** Base64; all processes of one program share it. Never in argv or the environment. */
  authkey: string
  parent: { key: string; name: string; pid: number } | null
  /** The program's main script, which stays `process.argv[1]` in children, as Python's `sys.argv`. */
  script: string | null
}

/**
 * True in a process that was started with the library's own script for children; any other script is a main program.
 */
export const isChildEntry = process.argv[1] === childPath

let self: Identity = {
  key: observer.processKey,
  name: "MainProcess",
  role: "main",
  numbers: [],
  daemon: false,
  authkey: "",
  parent: null,
  script: process.argv[1] ?? null,
}
let children = 0

export const identity = (): Identity => self

/** The secret by which processes of one program authenticate to each other; made on first use. */
export function authkey(): string {
  if (self.authkey === "") self.authkey = crypto().randomBytes(32).toString("base64")
  return self.authkey
}

/** Loaded on demand: it costs a few milliseconds at the start of every child. */
export function crypto(): typeof import("node:crypto") {
  return process.getBuiltinModule("node:crypto") as typeof import("node:crypto")
}

/** Adopts the identity given by the parent and starts the observer. Called once, first thing in a child. */
export function become(given: Identity): void {
  self = given
  if (given.script !== null) process.argv[1] = given.script
  const { key, name, role, parent } = given
  observer.start({ key, name, role, parent: parent?.key })
}

/**
 * The identity of a new child. Children, workers and managers are numbered by one counter, as in Python.
 *
 * @param prefix first part of the name: `Process` gives `Process-1`, in a child of that process `Process-1:1`
 */
export function newIdentity(
  role: Role,
  prefix: string,
  options: { name?: string | undefined; daemon?: boolean | undefined } = {},
): Identity {
  const numbers = [...self.numbers, ++children]
  return {
    key: randomKey(),
    name: options.name ?? `${prefix}-${numbers.join(":")}`,
    role,
    numbers,
    daemon: options.daemon ?? self.daemon,
    authkey: "",
    parent: { key: self.key, name: self.name, pid: process.pid },
    script: self.script,
  }
}

/** The identity with its authkey, which may only be sent in a message. */
export function identityForChild(child: Identity): Identity {
  return { ...child, authkey: authkey() }
}
