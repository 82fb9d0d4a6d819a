import { mkdirSync } from "node:fs"
import type { Socket } from "node:net"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Fact } from "@forkscope/shared/events"
import type { Folders } from "../containment/folders.ts"
import { type Frames, watchFrames } from "../sources/frames/index.ts"
import type { Identity } from "../sources/identity.ts"
import { type TreeWatch, watchTree } from "../sources/kernel/index.ts"
import { nodeEnvironment } from "../sources/node/environment.ts"
import { OpaquePythons, observePython, type PythonSource } from "../sources/python/index.ts"
import { observeRuntime, type RuntimeSource } from "../sources/runtime/index.ts"
import { SamplingLoop } from "../sources/samplingLoop.ts"
import type { Guard } from "./guard.ts"

/** The probe that a Node program loads first: bundled beside the server. */
const NODE_PROBE = fileURLToPath(new URL("./probe/node.cjs", import.meta.url))
/** Our own Python code, beside the bundle or the sources: no line of it is the program's. */
const PROBE_FOLDERS = ["./python", "../../probes/python"].map((path) => fileURLToPath(new URL(path, import.meta.url)))
/** In a run's folder: where its processes tell their facts, and where a lab's kernel asks for lines. */
export const FACTS_SOCKET = "facts.sock"
/** How long a run's end waits for the last facts of its processes, ms. They are dead by then: it is a read of a buffer. */
const DRAIN_TIMEOUT = 1000
/** Stacks are read at two beats of three. */
const BEATS_OF_FRAMES = 3
/** More is likely to follow. */
const RESTLESS: ReadonlySet<Fact["type"]> = new Set(["process.spawned", "process.exited", "thread.started"])

interface ObservationOptions {
  folders: Folders
  identity: Identity
  /** The monotonic µs at which the run began. */
  startedAt: number
  now(): number
  guard: Guard
  /** Facts that the run's own processes tell. */
  emit(fact: Fact): void
  /** Facts that the kernel tells, with the ids that the sampler knows. */
  emitKernel(fact: Fact): void
  /** A lab's kernel is ready to take lines. */
  onLab(kernel: Socket): void
  /** Whether someone looks on: then it is looked more often. */
  isWatched(): boolean
  /** All sources have been read. */
  onBeat(): void
}

/** Everything that tells of one run: the probes and the library in its processes, and the kernel. */
export class Observation {
  readonly #options: ObservationOptions
  readonly #runtime: RuntimeSource
  readonly #python: PythonSource
  readonly #socket: string
  readonly #opaque = new OpaquePythons()
  #isPythonProbed = false
  #tree: TreeWatch | undefined
  #frames: Frames | undefined
  readonly #loop: SamplingLoop
  #beats = 0

  private constructor(
    options: ObservationOptions,
    runtime: RuntimeSource,
    python: PythonSource,
    socket: string,
    loop: SamplingLoop,
  ) {
    this.#options = options
    this.#runtime = runtime
    this.#python = python
    this.#socket = socket
    this.#loop = loop
    loop.start(() => this.#beat())
  }

  static async begin(options: ObservationOptions): Promise<Observation> {
    const { folders, identity, startedAt, onLab, guard } = options
    const loop = new SamplingLoop(options.isWatched)
    const emit = (fact: Fact) => {
      options.emit(fact)
      if (RESTLESS.has(fact.type)) loop.hasten()
    }
    const path = join(folders.files, FACTS_SOCKET)
    const logs = join(folders.memory, "python")
    mkdirSync(logs, { mode: 0o700 })
    const runtime = await observeRuntime({ path, identity, startedAt, emit, onLab, ...guard.reports("runtime") })
    const python = observePython({ folder: logs, identity, startedAt, emit, ...guard.reports("python"), hz: 0 })
    return new Observation(options, runtime, python, path, loop)
  }

  #beat(): void {
    const { guard } = this.#options
    guard.attempt("python", () => this.#python.read())
    guard.attempt("runtime", () => this.#runtime.check())
    guard.attempt("kernel", () => this.#tree?.tick())
    if (this.#beats++ % BEATS_OF_FRAMES !== 0) guard.attempt("frames", () => this.#frames?.tick())
    this.#options.onBeat()
  }

  /**
   * What the program finds in its environment beside its own: the way back to us, and the probes.
   *
   * @param probes Which interpreters get one: a lab of ours tells by itself what it does.
   */
  environment(base: Record<string, string>, probes: readonly ("python" | "node")[]): Record<string, string> {
    let env: Record<string, string> = { ...base, FORKSCOPE_SOCKET: this.#socket, TERM: base.TERM ?? "xterm-256color" }
    this.#isPythonProbed = probes.includes("python")
    if (this.#isPythonProbed) env = { ...env, ...this.#python.environment(env) }
    if (probes.includes("node")) env = { ...env, ...nodeEnvironment(env, NODE_PROBE) }
    return env
  }

  /** The program, this command, runs below this PID. */
  watch(root: number, argv: readonly string[]): void {
    const { identity, emitKernel, now } = this.#options
    this.#look(argv)
    const emit = (fact: Fact) => {
      emitKernel(fact)
      if (RESTLESS.has(fact.type)) this.#loop.hasten()
      if (fact.type === "process.spawned" || fact.type === "process.execed") this.#look(fact.argv)
    }
    const tree = watchTree({ root, index: identity, emit, now, hz: 0 })
    this.#tree = tree
    this.#frames = watchFrames({
      processes: () => tree.processes(),
      emit: emitKernel,
      now,
      hz: 0,
      libraries: PROBE_FOLDERS,
    })
  }

  #look(argv: readonly string[] | undefined): void {
    const { emit, now } = this.#options
    const notice = this.#isPythonProbed ? this.#opaque.look(argv, now()) : undefined
    if (notice) emit(notice)
  }

  /** The supervisor told how this one ended: the kernel's word is not needed again. */
  knowsEnd(pid: number): void {
    this.#tree?.known.exited(pid)
    this.#tree?.known.reaped(pid)
  }

  /** Reads what is left when all processes are gone. */
  async finish(): Promise<void> {
    const { guard } = this.#options
    this.#loop.close()
    // The probe knows exit codes that the kernel no longer tells: its word first.
    guard.attempt("python", () => this.#python.poll())
    guard.attempt("kernel", () => this.#tree?.tick())
    await withTimeout(this.#runtime.drained(), DRAIN_TIMEOUT)
  }

  close(): void {
    const { guard } = this.#options
    this.#loop.close()
    guard.release("frames", () => this.#frames?.close())
    guard.release("kernel", () => this.#tree?.close())
    guard.release("python", () => this.#python.close())
    guard.release("runtime", () => this.#runtime.close())
  }
}

async function withTimeout(promise: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([promise, new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))])
  clearTimeout(timer)
}
