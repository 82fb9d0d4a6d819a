import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Intake } from "@forkscope/server/src/sources/intake.ts"
import { PythonSource } from "@forkscope/server/src/sources/python/index.ts"
import { type Fact, type FactOf, type ForkscopeEvent, forkscopeEvent } from "@forkscope/shared/events"
import { EMPTY_WORLD, fold, violations, type World } from "@forkscope/shared/world"
import { python } from "../../../support/pythons.ts"

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

interface Options {
  interpreter?: string
  /** Arguments of the script. */
  parameters?: string[]
  /** Arguments of the interpreter in place of the script. */
  args?: string[]
  stdin?: string
  env?: Record<string, string>
  cwd?: string
}

/** The rate of a run's loop while somebody watches. */
const HZ = 30

/** A Python program under the probe, and the facts that the server reads from it. */
export class Observed {
  readonly facts: Fact[] = []
  readonly folder = mkdtempSync(join(tmpdir(), "probe-"))
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  readonly source: PythonSource
  readonly #loop: NodeJS.Timeout
  #isClosed = false

  constructor(code: string, options: Options = {}) {
    const startedAt = Number(process.hrtime.bigint() / 1000n)
    const intake = new Intake({ startedAt, emit: (fact) => this.facts.push(fact) })
    this.source = new PythonSource(intake, this.folder)
    const script = join(this.folder, "program.py")
    writeFileSync(script, code)
    const base = { ...bare(), ...options.env }
    const env = this.source.begin(base)
    this.child = start(options.interpreter ?? python().path, options.args ?? [script, ...(options.parameters ?? [])], {
      ...options,
      env,
    })
    this.ended = outcomeOf(this.child, options.stdin)
    this.#loop = setInterval(() => this.source.tick(), 1000 / HZ)
  }

  /** Resolves when the program has ended and everything it reported is read. */
  async finish(): Promise<Ended> {
    const ended = await this.ended
    this.source.finish()
    this.source.finish()
    return ended
  }

  /** Resolves with the first fact that satisfies `fits`. */
  async until<Found extends Fact>(fits: (fact: Fact) => fact is Found): Promise<Found>
  async until(fits: (fact: Fact) => boolean): Promise<Fact>
  async until(fits: (fact: Fact) => boolean): Promise<Fact> {
    for (;;) {
      const found = this.facts.find(fits)
      if (found) return found
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  of<Type extends Fact["type"]>(...types: Type[]): FactOf<Type>[] {
    return this.facts.filter((fact): fact is FactOf<Type> => (types as string[]).includes(fact.type))
  }

  /** The facts as events of a log, each checked against its schema. */
  events(): ForkscopeEvent[] {
    return this.facts.map((fact, index) => forkscopeEvent.parse({ ...fact, seq: index + 1 }))
  }

  world(): World {
    return fold(EMPTY_WORLD, this.events())
  }

  /** The violated invariants after any event; empty when there are none. */
  wrong(): string[] {
    const found = new Set<string>()
    let world = EMPTY_WORLD
    for (const event of this.events()) {
      world = fold(world, [event])
      for (const { text } of violations(world)) found.add(text)
    }
    return [...found]
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    clearInterval(this.#loop)
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill("SIGKILL")
    this.source.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** The environment of a program that runs without Forkscope. */
export function bare(): Record<string, string> {
  const { PATH = "", HOME = "", LANG = "C.UTF-8" } = process.env
  return { PATH, HOME, LANG }
}

export function start(
  command: string,
  args: string[],
  options: { env: Readonly<Record<string, string>>; cwd?: string; stdin?: string },
): ChildProcess {
  return spawn(command, args, { env: options.env, stdio: "pipe", ...(options.cwd ? { cwd: options.cwd } : {}) })
}

export function outcomeOf(child: ChildProcess, stdin = ""): Promise<Ended> {
  let stdout = ""
  let stderr = ""
  child.stdout?.on("data", (chunk) => (stdout += chunk))
  child.stderr?.on("data", (chunk) => (stderr += chunk))
  child.stdin?.on("error", () => {})
  child.stdin?.end(stdin)
  return new Promise((resolve) => child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr })))
}
