import { type ChildProcess, spawn } from "node:child_process"
import type { Socket } from "node:net"
import { constants } from "node:os"
import { spawnError } from "../process/spawnError.ts"
import { type Identity, identityForChild } from "../self/identity.ts"
import { encode } from "../wire/codec.ts"
import { childArguments, childEnvironment } from "../wire/environment.ts"
import { FrameLink } from "../wire/frames.ts"
import type { WorkerBoot } from "./worker.ts"

/** How a process ended, as its parent's `waitpid` reported it. */
export interface Exit {
  /** Negative: ended by that signal. */
  exitCode: number | null
  signal: NodeJS.Signals | null
}

export interface WorkerProcess {
  readonly pid: number
  readonly link: FrameLink
  kill(signal: NodeJS.Signals): void
}

export interface WorkerProcessEvents {
  frame(frame: Buffer): void
  /** It has exited, and all that it had written was read. */
  gone(exit: Exit): void
}

/** The descriptor of the journal in the worker; the socket is 3. */
const JOURNAL = 4
/**
 * ms after its exit at which a worker's socket is closed here. It closes by itself unless a process started by a task
 * has inherited it.
 */
const CLOSE_MS = 500

/** Starts a worker's process, which does not keep this one alive. @throws OSError that names the limit. */
export function startWorkerProcess(
  identity: Identity,
  boot: Omit<WorkerBoot, "journal">,
  journal: number | undefined,
  events: WorkerProcessEvents,
): WorkerProcess {
  const child = spawn(process.execPath, childArguments("worker"), {
    env: childEnvironment(),
    stdio: ["ignore", "inherit", "inherit", "pipe", ...(journal === undefined ? [] : [journal])],
  })
  child.unref()
  const { pid } = child
  if (pid === undefined) throw startError(child)
  let exit: Exit | undefined
  let isClosed = false
  // The end of the socket and the exit status come in either order.
  const check = () => isClosed && exit && events.gone(exit)
  const link = new FrameLink(child.stdio[3] as Socket, events.frame, () => {
    isClosed = true
    check()
  })
  child.once("exit", (code, signal) => {
    exit = { exitCode: signal === null ? code : -constants.signals[signal], signal }
    setTimeout(() => link.destroy(), CLOSE_MS).unref()
    check()
  })
  const message: WorkerBoot = { ...boot, journal: journal === undefined ? null : JOURNAL }
  link.send(encode({ identity: identityForChild(identity), ...message }))
  link.flush()
  return { pid, link, kill: (signal) => void child.kill(signal) }
}

/** Node reports why a start failed only in a later event, but the caller needs an error now. */
function startError(child: ChildProcess): Error {
  child.once("error", () => undefined)
  const { spawnfile } = child
  return spawnError({ code: "EAGAIN", errno: 11, message: `cannot start ${spawnfile}` })
}

/** `was killed by SIGKILL`, `exited with code 3`. */
export function describeExit({ exitCode, signal }: Exit): string {
  return signal === null ? `exited with code ${exitCode}` : `was killed by ${signal}`
}
