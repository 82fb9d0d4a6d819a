import { constants } from "node:os"
import { basename } from "node:path"
import { monotonicMicros, randomKey } from "@forkscope/multiprocessing/observe/observer.ts"
import type { Site } from "@forkscope/shared/events"
import { leave, placeOf } from "./adapters/pools.ts"
import type { Place } from "./adapters/protocol.ts"
import { binding, hidden, type ProcessHandle, replace, type SpawnOptions } from "./bindings.ts"
import { emit, flushNow, guarded, type ProbeContext } from "./emitter.ts"
import { type Handover, handOver } from "./handover.ts"
import { watchChannel } from "./ipc.ts"
import { callerOf, callerSite } from "./site.ts"

/** From this many children within a second on, each child starts its sampler late. */
const MANY = 8
const TEXT_LENGTH = 200

interface Child {
  key: string
  pid: number
  /** Of a worker of a library's pool. */
  place: Place | undefined
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
        const { place, key: proc } = prepared?.handover ?? {}
        if (error !== 0 && place && proc) guarded(() => leave(place, { proc }, "exited"))
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
  /** The line of the program that starts it. */
  site: Site | undefined
  /** Whether the runtime library reports the child, under a key of its own. */
  isLibrarys: boolean
}

function prepare(context: ProbeContext, options: SpawnOptions, mayBeOneOfMany = true): Prepared {
  const { file, args = [file], envPairs = [], stdio } = options
  const isLibrarys = isLibraryChild(args)
  const key = randomKey()
  const cluster = envPairs.find((pair) => pair.startsWith("NODE_UNIQUE_ID="))?.slice("NODE_UNIQUE_ID=".length)
  const hasChannel = stdio?.some(({ ipc }) => ipc) ?? false
  const { site, files } = callerOf(context.file)
  const callers = hasChannel ? files : []
  // The slot is given back when the child is closed.
  const place = placeOf(
    { proc: context.key, callers, file: scriptOf(args) ?? file, site, worker: "process" },
    () => true,
  )
  const name = place ? `${place.library} ${place.slot}` : nameOf(file, args)
  const handover: Handover = {
    key,
    parent: context.key,
    ppid: process.pid,
    name: cluster === undefined || place ? name : `worker ${cluster}`,
    role: cluster === undefined && !place ? "child" : "worker",
    // What a pool and its workers say to each other are tasks.
    pipe: hasChannel && !place ? `${key}:ipc` : undefined,
    place,
    isOneOfMany: mayBeOneOfMany && areMany(),
  }
  const pairs = handOver(envPairs, context.file, context.given, isLibrarys ? undefined : handover)
  return { at: monotonicMicros(), options: { ...options, envPairs: pairs }, handover, site, isLibrarys }
}

function spawned(context: ProbeContext, handle: ProcessHandle, prepared: Prepared): void {
  const { at, options, handover, site, isLibrarys } = prepared
  const { pid } = handle
  if (pid === undefined || isLibrarys) return
  const { key: proc, name, role, pipe, place } = handover
  const { args = [] } = options
  children.set(handle, { key: proc, pid, place })
  const parent = context.key
  const command = args.slice(1).join(" ").slice(0, TEXT_LENGTH)
  emit("process.created", { at, proc, parent, name, args: command, startMethod: "spawn", site })
  const ids = { proc, parent, pid, ppid: process.pid, startTime: 0 }
  emit("process.spawned", { ...ids, name, argv: args.map(String), startMethod: "spawn", role, site })
  if (place) emit("pool.worker.added", { pool: place.pool, slot: place.slot, worker: proc })
  const channel = options.stdio?.find(({ ipc }) => ipc)?.handle
  if (channel && pipe !== undefined) {
    emit("pipe.created", { pipe, proc: parent, name: `IPC of ${name}`.slice(0, TEXT_LENGTH), duplex: true, site })
    watchChannel(context, channel, pipe, 0)
  }
  flushNow()
}

/** Called while Node handles the end: it has stored the status, and the program is not informed yet. */
function ended(handle: ProcessHandle, { key: proc, place }: Child): void {
  children.delete(handle)
  const owner = hidden(handle, "owner_symbol") as { exitCode: number | null; signalCode: string | null } | undefined
  if (!owner) return
  const signal = owner.signalCode as keyof typeof constants.signals | null
  const exitCode = signal ? -constants.signals[signal] : owner.exitCode
  emit("process.exited", { proc, exitCode })
  emit("process.reaped", { proc, exitCode })
  if (place) leave(place, { proc }, signal ? "killed" : "exited")
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
  const script = /^node/.test(program) ? scriptOf(args) : undefined
  return basename(script ?? program).slice(0, TEXT_LENGTH)
}

/** The script among the arguments of Node. */
const scriptOf = (args: string[]) => args.slice(1).find((arg) => /\.[cm]?[jt]s$/.test(String(arg)))

/** Whether a command line is that of a child of the runtime library. */
export function isLibraryChild(argv: string[]): boolean {
  const entry = argv.findIndex((arg) => /\/multiprocessing\/child\.cjs$/.test(arg))
  return entry > 0 && /^(process|manager|worker)$/.test(argv[entry + 1] ?? "")
}
