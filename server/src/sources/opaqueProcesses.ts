import { readFileSync, readlinkSync } from "node:fs"
import { basename } from "node:path"
import type { FactOf } from "@forkscope/shared/events"
import type { SourceIntake } from "./intake.ts"
import { KernelKey, type KeyedFact, type ProcessKey } from "./keyedFact.ts"

/** Why no probe runs in a process, although an interpreter does that has one. */
export type Opaque = Pick<FactOf<"process.opaque">, "language" | "reason" | "detail">

/**
 * Reports the processes in which the probe of a language can't run. Each is looked at when it is reported and again at
 * the next tick, because it may be in the middle of an exec.
 */
export class OpaqueProcesses {
  readonly #intake: SourceIntake
  readonly #why: (pid: number) => Opaque | undefined
  #young: { proc: ProcessKey; pid: number; at: number }[] = []

  constructor(intake: SourceIntake, why: (pid: number) => Opaque | undefined) {
    this.#intake = intake
    this.#why = why
  }

  onFact(fact: KeyedFact): void {
    if (fact.type !== "process.spawned" && fact.type !== "process.execed") return
    const { proc, at } = fact
    const pid = fact.type === "process.spawned" ? fact.pid : proc instanceof KernelKey ? proc.pid : undefined
    if (pid !== undefined && !this.#look(proc, pid, at)) this.#young.push({ proc, pid, at })
  }

  tick(): void {
    for (const { proc, pid, at } of this.#young.splice(0)) this.#look(proc, pid, at)
  }

  #look(proc: ProcessKey, pid: number, at: number): boolean {
    const opaque = this.#why(pid)
    if (opaque) this.#intake.take({ type: "process.opaque", at, proc, ...opaque })
    return opaque !== undefined
  }
}

/** The name of the file that a process executes; undefined if it has ended or belongs to another user. */
export function executableOf(pid: number): string | undefined {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, "")
  } catch {
    return undefined
  }
}

/** A variable of the environment that a process was started with; null: not set; undefined: can't be read. */
export function variableOf(pid: number, name: string): string | null | undefined {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0")
    return variables.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? null
  } catch {
    return undefined
  }
}
