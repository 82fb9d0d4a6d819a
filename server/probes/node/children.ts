import { constants } from "node:os"
import { basename } from "node:path"
import { monotonicMicros, randomKey } from "@forkscope/multiprocessing/observe/observer.ts"
import { binding, hidden, type ProcessHandle, replace, type SpawnOptions } from "./bindings.ts"
import { emit, flushNow, guarded, type ProbeContext } from "./emitter.ts"
import { type Handover, handOver } from "./handover.ts"
import { watchChannel } from "./ipc.ts"
import { callerSite } from "./site.ts"

/** From this many children within a second on, each child starts its sampler late. */
const MANY = 8
const TEXT_LENGTH = 200

interface Child {
  key: string
  pid: number
}

/** Running children of this thread, to recognise them when they are signalled. */
const children = new Map<ProcessHandle, Child>()
const recent: number[] = []

/** Reports every child process of this thread, its end and the signals that it is sent. */
export function watchChildren(context: ProbeContext): void {
  const { prototype } = binding("process_wrap").Process
  replace(
    prototype,
    "spawn",
    (original) =>
      function (this: ProcessHandle, options: SpawnOptions) {
        const prepared = guarded(() => prepare(context, options))
        const error = original.call(this, prepared?.options ?? options)
        if (error === 0 && prepared) guarded(() => spawned(context, this, prepared))
        return error
      },
  )
  replace(
    prototype,
    "kill",
    (original) =>
      function (this: ProcessHandle, signal: number) {
        const error = original.call(this, signal)
        const child = children.get(this)
        if (error === 0 && child) guarded(() => signaled(context, child.key, signal))
        return error
      },
  )
  replace(
    prototype,
    "close",
    (original) =>
      function (this: ProcessHandle, ...args: [callback?: () => void]) {
        const child = children.get(this)
        if (child) guarded(() => ended(this, child))
        return original.apply(this, args)
      },
  )
  watchSync(context)
  watchKill(context)
}

interface Prepared {
  at: number
  options: SpawnOptions
  handover: Handover
  /** Whether the runtime library reports the child, under a key of its own. */
  isLibrarys: boolean
}

function prepare(context: ProbeContext, options: SpawnOptions, mayBeOneOfMany = true): Prepared {
  const { file, args = [file], envPairs = [], stdio } = options
  const isLibrarys = isLibraryChild(args)
  const key = randomKey()
  const cluster = envPairs.find((pair) => pair.startsWith("NODE_UNIQUE_ID="))?.slice("NODE_UNIQUE_ID=".length)
  const hasChannel = stdio?.some(({ ipc }) => ipc) ?? false
  const handover: Handover = {
    key,
    parent: context.key,
    ppid: process.pid,
    name: cluster === undefined ? nameOf(file, args) : `worker ${cluster}`,
    role: cluster === undefined ? "child" : "worker",
    pipe: hasChannel ? `${key}:ipc` : undefined,
    isOneOfMany: mayBeOneOfMany && areMany(),
  }
  const pairs = handOver(envPairs, context.file, context.given, isLibrarys ? undefined : handover)
  return { at: monotonicMicros(), options: { ...options, envPairs: pairs }, handover, isLibrarys }
}

function spawned(context: ProbeContext, handle: ProcessHandle, { at, options, handover, isLibrarys }: Prepared): void {
  const { pid } = handle
  if (pid === undefined || isLibrarys) return
  const { key: proc, name, role, pipe } = handover
  const { args = [] } = options
  children.set(handle, { key: proc, pid })
  const site = callerSite(context.file)
  const parent = context.key
  const command = args.slice(1).join(" ").slice(0, TEXT_LENGTH)
  emit("process.created", { at, proc, parent, name, args: command, startMethod: "spawn", ...site })
  const ids = { proc, parent, pid, ppid: process.pid, startTime: 0 }
  emit("process.spawned", { ...ids, name, argv: args.map(String), startMethod: "spawn", role, ...site })
  const channel = options.stdio?.find(({ ipc }) => ipc)?.handle
  if (channel && pipe !== undefined) {
    emit("pipe.created", { pipe, proc: parent, name: `IPC of ${name}`.slice(0, TEXT_LENGTH), duplex: true, ...site })
    watchChannel(context, channel, pipe, 0)
  }
  flushNow()
}

/** Called while Node handles the end: it has stored the status, and the program is not informed yet. */
function ended(handle: ProcessHandle, { key: proc }: Child): void {
  children.delete(handle)
  const owner = hidden(handle, "owner_symbol") as { exitCode: number | null; signalCode: string | null } | undefined
  if (!owner) return
  const signal = owner.signalCode as keyof typeof constants.signals | null
  const exitCode = signal ? -constants.signals[signal] : owner.exitCode
  emit("process.exited", { proc, exitCode })
  emit("process.reaped", { proc, exitCode })
}

/** A call that waits for its child: the child is given its key, and the line where this thread waits is reported. */
function watchSync(context: ProbeContext): void {
  replace(binding("spawn_sync"), "spawn", (original) => (options: SpawnOptions) => {
    const prepared = guarded(() => {
      const { site } = callerSite(context.file)
      if (site && context.tid !== undefined) emit("frame.sampled", { proc: context.key, tid: context.tid, ...site })
      flushNow()
      return prepare(context, options, false)
    })
    return original(prepared?.options ?? options)
  })
}

/** `process.kill` with the PID of a child, or of this process itself. */
function watchKill(context: ProbeContext): void {
  const owner = process as unknown as { _kill(pid: number, signal: number): number }
  if (typeof owner._kill !== "function") return
  replace(owner, "_kill", (original) => (pid: number, signal: number) => {
    const key = pid === process.pid ? context.key : [...children.values()].find((child) => child.pid === pid)?.key
    // Reported before the call: the signal may end this process.
    if (key !== undefined) guarded(() => signaled(context, key, signal))
    return original.call(process, pid, signal)
  })
}

function signaled(context: ProbeContext, proc: string, number: number): void {
  const signal = Object.entries(constants.signals).find(([, value]) => value === number)?.[0]
  if (!signal) return
  emit("process.signaled", { proc, signal, from: context.key })
  flushNow()
}

function areMany(): boolean {
  const present = monotonicMicros()
  recent.push(present)
  if (recent.length > MANY) recent.shift()
  return recent.length === MANY && present - (recent[0] ?? 0) < 1e6
}

/** A readable name for the child: the script of a Node program, else the program. */
function nameOf(file: string, args: string[]): string {
  const program = basename(file)
  const script = /^node/.test(program) ? args.slice(1).find((arg) => /\.[cm]?[jt]s$/.test(arg)) : undefined
  return basename(script ?? program).slice(0, TEXT_LENGTH)
}

/** Whether a command line is that of a child of the runtime library. */
export function isLibraryChild(argv: string[]): boolean {
  const entry = argv.findIndex((arg) => /\/multiprocessing\/child\.cjs$/.test(arg))
  return entry > 0 && /^(process|manager|worker)$/.test(argv[entry + 1] ?? "")
}
