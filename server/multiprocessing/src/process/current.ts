import { cpus } from "node:os"
import { inspect } from "node:util"
import { factKey, observer } from "../observe/observer.ts"
import { identity } from "../self/identity.ts"
import { hold, release } from "../self/keepAlive.ts"
import { timerMillis } from "./wait.ts"

/** This process or its parent: what is known about a process without its `Process` object. */
export interface ProcessInfo {
  readonly name: string
  readonly pid: number
  readonly daemon: boolean
  readonly [factKey]: string
}

/** The calling process. */
export function currentProcess(): ProcessInfo {
  const { name, daemon, key, role } = identity()
  return info(role === "main" ? "_MainProcess" : "Process", { name, pid: process.pid, daemon, [factKey]: key })
}

/** The process that started this one with this library; null in the main process. */
export function parentProcess(): ProcessInfo | null {
  const { parent } = identity()
  return parent && info("_ParentProcess", { name: parent.name, pid: parent.pid, daemon: false, [factKey]: parent.key })
}

/** This process's PID. */
export function getpid(): number {
  return process.pid
}

/** The PID of the process that is this one's parent at this moment. */
export function getppid(): number {
  return process.ppid
}

/** Cores of the machine. */
export function cpuCount(): number {
  return cpus().length
}

/** Waits this many seconds without using the CPU. */
export function sleep(seconds: number): Promise<void> {
  const isReported = observer.isObserved
  const op = isReported ? { proc: observer.processKey, op: observer.newKey() } : {}
  if (isReported) observer.emit({ type: "sleep.started", ...op, seconds: Math.max(0, seconds) })
  return new Promise((resolve) => {
    hold()
    setTimeout(() => {
      release()
      if (isReported) observer.emit({ type: "sleep.finished", ...op })
      resolve()
    }, timerMillis(seconds))
  })
}

function info(kind: string, fields: ProcessInfo): ProcessInfo {
  const text = `<${kind} name='${fields.name}' pid=${fields.pid}${fields.daemon ? " daemon" : ""}>`
  return Object.defineProperty(fields, inspect.custom, { value: () => text })
}
