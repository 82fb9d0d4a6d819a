import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { FrameSampler } from "@forkscope/server/src/sources/frames/frameSampler.ts"
import { FRAMES } from "@forkscope/server/src/sources/frames/index.ts"
import { Identity } from "@forkscope/server/src/sources/identity.ts"
import { Intake } from "@forkscope/server/src/sources/intake.ts"
import { readStartTime } from "@forkscope/server/src/sources/kernel/procReader.ts"
import { KernelKey } from "@forkscope/server/src/sources/keyedFact.ts"
import { type Fact, type FactOf, forkscopeEvent } from "@forkscope/shared/events"
import { afterEach } from "vitest"

export type Sampled = FactOf<"frame.sampled">
/** What a program says of a place: file, line and function of each frame, innermost first. */
export interface Place {
  name: string
  tid: number
  stack: [string, number, string][]
}

export const programFile = (name: string) => fileURLToPath(new URL(`../../../programs/frames/${name}`, import.meta.url))

/** Fast, so that a test does not take long; the pace decides nothing. */
const HZ = 200
const LONGEST_STACK = 32

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

/** A folder that goes with the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "frames-"))
  endings.push(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** A program that runs until it ends itself, or the test does. */
export class Program {
  readonly child: ChildProcess
  readonly pid: number
  /** Resolves when it has. */
  readonly ended: Promise<unknown>
  readonly #lines: AsyncIterableIterator<string>

  constructor(command: string, args: string[], input?: string) {
    this.child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] })
    this.pid = this.child.pid as number
    if (input !== undefined) this.child.stdin?.end(input)
    if (!this.child.stdout) throw new Error("no output")
    this.#lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]()
    this.ended = once(this.child, "exit")
    endings.push(() => {
      this.child.kill("SIGKILL")
      return this.ended
    })
  }

  /** The next line it prints; undefined at its end. */
  async line(): Promise<string | undefined> {
    const next = await this.#lines.next()
    return next.done ? undefined : next.value
  }

  async place(): Promise<Place | undefined> {
    const line = await this.line()
    return line === undefined ? undefined : JSON.parse(line)
  }

  goOn(): void {
    this.child.stdin?.write("x")
  }
}

/** Watches processes, and lets a test wait for what is told of them. */
export class Watch {
  readonly facts: Sampled[] = []
  readonly frames: FrameSampler
  readonly #identity = new Identity()
  readonly #processes: { key: KernelKey }[] = []
  #waiting: (() => void)[] = []

  constructor(pids: number[], options: { libraries?: readonly string[]; hz?: number } = {}) {
    for (const pid of pids) this.add(pid)
    const { hz = HZ, libraries = [] } = options
    const intake = new Intake({ startedAt: 0, identity: this.#identity, emit: (fact) => this.#add(fact) }).of(FRAMES)
    this.frames = new FrameSampler({ processes: () => this.#processes, emit: (fact) => intake.take(fact), libraries })
    const loop = hz > 0 ? setInterval(() => this.frames.tick(), 1000 / hz) : undefined
    endings.push(() => {
      clearInterval(loop)
      this.frames.close()
    })
  }

  #add(fact: Fact): void {
    forkscopeEvent.parse({ ...fact, seq: 1 })
    this.facts.push(fact as Sampled)
    for (const look of this.#waiting.splice(0)) look()
  }

  /** Our number for a process; it may have ended by now. */
  add(pid: number): number {
    const key = new KernelKey(pid, readStartTime(pid) ?? 0)
    this.#processes.push({ key })
    return this.#identity.idOf("process", key)
  }

  /** What is known of a thread. */
  last(tid: number): Sampled | undefined {
    return this.facts.findLast((fact) => fact.tid === tid)
  }

  /** Resolves when, after a fact, this is so. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Whether the last thing told of a thread is that it stands at this place. */
  isAt(place: Place): boolean {
    const fact = this.last(place.tid)
    return fact !== undefined && JSON.stringify(fromOwn(fact)) === JSON.stringify(asTold(place))
  }

  /** Resolves when the last thing told of a thread is this place; says what was told instead if it takes long. */
  async standsAt(place: Place): Promise<Sampled> {
    const late = setTimeout(() => {
      console.error(
        `"${place.name}": expected ${JSON.stringify(asTold(place))}, was told ${JSON.stringify(this.facts.slice(-3))}, ${JSON.stringify(this.frames.tally)}`,
      )
    }, 5000)
    await this.until(() => this.isAt(place))
    clearTimeout(late)
    return this.last(place.tid) as Sampled
  }
}

type Told = [string, number, string][]

/** The place as it should be told: with a child's foot as its last frame, and no more than are told. */
function asTold({ stack }: Place): Told {
  const foot = stack.findIndex(
    ([file, , name]) => name === "_bootstrap" && file.endsWith("/multiprocessing/process.py"),
  )
  return (foot < 0 ? stack : stack.slice(0, foot + 1)).slice(0, LONGEST_STACK)
}

/** The part of a stack that is below what the program's own line calls; the line itself must be told as `line`. */
function fromOwn({ file, line, function: name, stack = [] }: Sampled): Told {
  const at = stack.findIndex((site) => site.file === file && site.line === line && site.function === name)
  return stack.slice(at).map((site) => [site.file, site.line, site.function ?? ""])
}
