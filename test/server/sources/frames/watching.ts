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
import { onTestFinished } from "vitest"

export type Sampled = FactOf<"frame.sampled">
/** A place as the program itself reports it: file, line and function of each frame, innermost first. */
export interface Place {
  name: string
  tid: number
  stack: [string, number, string][]
}

export const programFile = (name: string) => fileURLToPath(new URL(`../../../programs/frames/${name}`, import.meta.url))

/** Fast, so that tests are short; no result depends on the rate. */
const HZ = 200
const LONGEST_STACK = 32

/** A folder that is removed at the end of the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "frames-"))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** A program that is ended with the test, if it has not ended by itself. */
export class Program {
  readonly child: ChildProcess
  readonly pid: number
  /** Resolves when the program has ended. */
  readonly ended: Promise<unknown>
  readonly #lines: AsyncIterableIterator<string>

  constructor(command: string, args: string[], input?: string) {
    this.child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] })
    this.pid = this.child.pid as number
    if (input !== undefined) this.child.stdin?.end(input)
    if (!this.child.stdout) throw new Error("no output")
    this.#lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]()
    this.ended = once(this.child, "exit")
    onTestFinished(async () => {
      this.child.kill("SIGKILL")
      await this.ended
    })
  }

  /** The next line of its output; undefined at the end. */
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

/** Watches processes, and lets a test wait for the facts about them. */
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
    onTestFinished(() => {
      clearInterval(loop)
      this.frames.close()
    })
  }

  #add(fact: Fact): void {
    forkscopeEvent.parse({ ...fact, seq: 1 })
    this.facts.push(fact as Sampled)
    for (const look of this.#waiting.splice(0)) look()
  }

  /** Our id for a process, which may have ended already. */
  add(pid: number): number {
    const key = new KernelKey(pid, readStartTime(pid) ?? 0)
    this.#processes.push({ key })
    return this.#identity.idOf("process", key)
  }

  /** The latest fact about a thread. */
  last(tid: number): Sampled | undefined {
    return this.facts.findLast((fact) => fact.tid === tid)
  }

  /** Resolves when the condition holds; it is checked again after each fact. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Whether the latest fact about the place's thread is that it is at this place. */
  isAt(place: Place): boolean {
    const fact = this.last(place.tid)
    return fact !== undefined && JSON.stringify(fromOwn(fact)) === JSON.stringify(asTold(place))
  }

  /** Resolves when the thread is reported at this place; prints the latest facts if that takes more than 5 s. */
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

/**
 * The stack that should be reported for a place: it ends at a child's outermost frame and has at most LONGEST_STACK
 * frames.
 */
function asTold({ stack }: Place): Told {
  const foot = stack.findIndex(
    ([file, , name]) => name === "_bootstrap" && file.endsWith("/multiprocessing/process.py"),
  )
  return (foot < 0 ? stack : stack.slice(0, foot + 1)).slice(0, LONGEST_STACK)
}

/** The part of a stack from the program's own line outward; `line` of the fact must be that line. */
function fromOwn({ file, line, function: name, stack = [] }: Sampled): Told {
  const at = stack.findIndex((site) => site.file === file && site.line === line && site.function === name)
  return stack.slice(at).map((site) => [site.file, site.line, site.function ?? ""])
}
