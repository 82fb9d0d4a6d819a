import type { ProcId } from "@forkscope/shared/base"
import { type EntityKind, ID_FIELDS, KernelKey, type ProcessKey } from "./keyedFact.ts"

/** The next id of each kind, for the whole run. */
export type NextIds = Record<EntityKind, number>

export const firstIds = (): NextIds => forEachKind(() => 1)

const forEachKind = <Value>(make: () => Value) =>
  Object.fromEntries(Object.values(ID_FIELDS).map((kind) => [kind, make()])) as Record<EntityKind, Value>

/**
 * Assigns ids to everything in a run.
 *
 * The kernel identifies a process by PID and start time; programs name their objects by keys of their own. A process
 * that is known by both has one id. Keys are unique on one machine: each machine has an `Identity`, and all of a run
 * share `NextIds`.
 */
export class Identity {
  readonly #next: NextIds
  readonly #byKey = forEachKind(() => new Map<string, number>())
  readonly #byKernelKey = new Map<string, ProcId>()
  /** By PID: the start time of the newest process with this PID, in the kernel's ticks. */
  readonly #newest = new Map<number, number>()

  /** By PID: the key of a process that its parent reported, and that had ended before its start time could be read. */
  readonly #expected = new Map<number, string>()

  constructor(next: NextIds = firstIds()) {
    this.#next = next
  }

  /** Whether any source has reported the process. */
  isKnown(key: KernelKey): boolean {
    return this.#byKernelKey.has(key.toString())
  }

  /** The start time of the newest process that a source reported under this PID, in the kernel's ticks. */
  startTimeOf(pid: number): number | undefined {
    return this.#newest.get(pid)
  }

  /** The id of a key. A key that is not known gets a new id. */
  idOf(kind: EntityKind, key: ProcessKey): number {
    const isKernelKey = key instanceof KernelKey
    const ids = isKernelKey ? this.#byKernelKey : this.#byKey[kind]
    const name = key.toString()
    const known = ids.get(name)
    if (known !== undefined) return known
    const id = (isKernelKey ? this.#expectedId(key.pid) : undefined) ?? this.#next[kind]++
    ids.set(name, id)
    if (isKernelKey) this.#newest.set(key.pid, key.startTime)
    return id
  }

  /** The next process that the kernel reports under this PID, and that is not known yet, is the one with this key. */
  expect(pid: number, key: string): void {
    this.#expected.set(pid, key)
  }

  #expectedId(pid: number): ProcId | undefined {
    const key = this.#expected.get(pid)
    this.#expected.delete(pid)
    return key === undefined ? undefined : this.idOf("process", key)
  }

  /**
   * Records that a program's key and a kernel key name the same process. From here on both lead to one id.
   *
   * @returns that id, and the other one where the process had been reported under two: these must be merged.
   */
  bind(key: string, kernelKey: KernelKey): { id: ProcId; merged: ProcId | null } {
    const byKernel = this.#byKernelKey.get(kernelKey.toString())
    const byKey = this.#byKey.process.get(key)
    this.#newest.set(kernelKey.pid, kernelKey.startTime)
    if (byKey === undefined && byKernel !== undefined) {
      this.#byKey.process.set(key, byKernel)
      return { id: byKernel, merged: null }
    }
    const id = this.idOf("process", key)
    this.#byKernelKey.set(kernelKey.toString(), id)
    return { id, merged: byKernel === undefined || byKernel === id ? null : byKernel }
  }

  /** Forgets a key that will not be used again, so that the maps of a long run stay small. */
  forget(kind: EntityKind, key: string): void {
    this.#byKey[kind].delete(key)
  }
}
