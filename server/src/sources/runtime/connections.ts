import type { Socket } from "node:net"
import { monotonicMicros } from "../clock.ts"
import type { SourceIntake } from "../intake.ts"
import { readStartTime } from "../kernel/procReader.ts"
import { KernelKey } from "../keyedFact.ts"
import { type Hello, listen } from "./listener.ts"

/** The sender on a connection: the runtime library, or the Node probe. One process may have both. */
type Speaker = "library" | "probe"

interface ConnectionsOptions {
  /** A Unix socket's path. */
  path: string
  /** Called when a lab's kernel is ready and accepts lines. */
  onLab(kernel: Socket): void
}

/** The processes of a run that are connected to its socket. Passes their facts to the source that they belong to. */
export class Connections {
  readonly path: string
  readonly #onLab: (kernel: Socket) => void
  readonly #intakes = new Map<Speaker, SourceIntake>()
  /** Keys of processes that have introduced themselves. */
  readonly #greeted = new Set<string>()
  #listener: { close(): void } | undefined
  #open = 0
  #whenDrained: (() => void) | undefined

  constructor({ path, onLab }: ConnectionsOptions) {
    this.path = path
    this.#onLab = onLab
  }

  /** From here on, facts from this kind of sender go to this intake. */
  route(speaker: Speaker, intake: SourceIntake): void {
    this.#intakes.set(speaker, intake)
  }

  async open(): Promise<void> {
    this.#listener = await listen(this.path, {
      hello: (hello) => {
        this.#open++
        const intake = this.#intakeOf(hello)
        if (intake) this.#greet(hello, intake)
      },
      facts: (facts, from) => {
        const intake = this.#intakeOf(from)
        for (const fact of facts) if (intake) take(fact, intake)
      },
      invalid: (reason) => this.#intakes.get("library")?.refuse(reason, monotonicMicros()),
      failed: (error) => this.#intakes.get("library")?.failed(error),
      lab: this.#onLab,
      gone: () => {
        this.#open--
        if (this.#open === 0) this.#whenDrained?.()
      },
    })
  }

  /** Resolves when every connection was read to its end. */
  drained(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#open === 0) resolve()
      else this.#whenDrained = resolve
    })
  }

  close(): void {
    this.#listener?.close()
  }

  #intakeOf({ probe }: Hello): SourceIntake | undefined {
    return this.#intakes.get(probe ? "probe" : "library")
  }

  #greet(hello: Hello, intake: SourceIntake): void {
    // A further connection, for a thread of a process that the probe has reported.
    if (hello.thread !== undefined) return
    const { key, pid, ppid, name, role, parent, probe, version = "" } = hello
    const at = monotonicMicros()
    const startTime = bind(intake, key, pid, at)
    // The library in a process with a probe: the probe knows the parent, the library only knows that it did not start
    // the process.
    const isKnown = this.#greeted.has(key) && parent === undefined
    this.#greeted.add(key)
    if (!isKnown) {
      const names = parent === undefined || role === "manager" || probe ? { name } : {}
      // No parent is known: it is the run's main process, which is already announced, or was started by a program in
      // another language.
      const place = probe && parent === undefined ? {} : { role }
      const by = parent === undefined ? {} : { parent }
      intake.take({ type: "process.spawned", at, proc: key, pid, ppid, startTime, ...place, ...names, ...by })
    }
    if (probe) intake.take({ type: "process.probed", at, proc: key, probe, version })
    intake.observed(key, at)
  }
}

/** @returns the kernel's start time of a process that the library names; 0 when it has ended already. */
function bind(intake: SourceIntake, key: string, pid: number, at: number): number {
  const startTime = readStartTime(pid)
  if (startTime === undefined) return 0
  intake.bind(key, new KernelKey(pid, startTime), at)
  return startTime
}

function take(fact: object, intake: SourceIntake): void {
  const isSpawned = "type" in fact && fact.type === "process.spawned" && "proc" in fact && "pid" in fact
  if (isSpawned && typeof fact.proc === "string" && typeof fact.pid === "number") {
    const { proc, pid } = fact
    const at = monotonicMicros()
    const startTime = bind(intake, proc, pid, at)
    // The kernel's source relies on us for a process whose key is bound.
    if (!intake.takeUntrusted({ ...fact, startTime }) && startTime > 0)
      intake.take({ type: "process.spawned", at, proc, pid, ppid: 0, startTime })
  } else intake.takeUntrusted(fact)
}
