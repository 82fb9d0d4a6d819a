import type { ProcId } from "@forkscope/shared/base"

type Kind = "process" | "queue" | "pool" | "task" | "lock" | "pipe" | "op"

/**
 * Gives everything in a run its number.
 *
 * The kernel names a process by (pid, start time), the runtime library names its objects by keys of its own; both end
 * up here, and a process that is known by both gets one id.
 */
export class Identity {
  readonly #next: Record<Kind, number> = { process: 1, queue: 1, pool: 1, task: 1, lock: 1, pipe: 1, op: 1 }
  readonly #byKey: Record<Kind, Map<string, number>> = {
    process: new Map(),
    queue: new Map(),
    pool: new Map(),
    task: new Map(),
    lock: new Map(),
    pipe: new Map(),
    op: new Map(),
  }
  readonly #byKernel = new Map<string, ProcId>()
  /** By PID: the start time of the newest process that had it, in the kernel's ticks. */
  readonly #newest = new Map<number, number>()
  /** Ids that a process had before it was found to be one that was known under another. */
  readonly #merged = new Map<ProcId, ProcId>()

  /** The id of the process that the kernel names so, if any source told of it. */
  find(pid: number, startTime: number): ProcId | undefined {
    return this.#byKernel.get(`${pid}:${startTime}`)
  }

  /** The start time of the newest process that a source told of under this PID, in the kernel's ticks. */
  startTimeOf(pid: number): number | undefined {
    return this.#newest.get(pid)
  }

  /** A new id for a process that only the kernel has told of. */
  add(pid: number, startTime: number): ProcId {
    const id = this.#next.process++
    this.#byKernel.set(`${pid}:${startTime}`, id)
    this.#newest.set(pid, startTime)
    return id
  }

  /** The number for a key of the runtime library; a new one at first sight. */
  ofKey(kind: Kind, key: string): number {
    const known = this.#byKey[kind].get(key)
    if (known !== undefined) return known
    const id = this.#next[kind]++
    this.#byKey[kind].set(key, id)
    return id
  }

  /**
   * Learns that a process of the library is this one of the kernel.
   *
   * @returns the id that the kernel's process had until now, where it was another one: the two must be merged.
   */
  bind(key: string, pid: number, startTime: number): { id: ProcId; merged: ProcId | null } {
    const kernelKey = `${pid}:${startTime}`
    const byKernel = this.#byKernel.get(kernelKey)
    const byKey = this.#byKey.process.get(key)
    this.#newest.set(pid, startTime)
    if (byKey === undefined && byKernel !== undefined) {
      this.#byKey.process.set(key, byKernel)
      return { id: byKernel, merged: null }
    }
    const id = this.ofKey("process", key)
    this.#byKernel.set(kernelKey, id)
    if (byKernel === undefined || byKernel === id) return { id, merged: null }
    this.#merged.set(byKernel, id)
    return { id, merged: byKernel }
  }

  /** The id that is used now for a process that a source may still call by an earlier one. */
  current(id: ProcId): ProcId {
    return this.#merged.get(id) ?? id
  }

  /** Forgets a key that can't come again, so that a long run's maps stay small. */
  forget(kind: Kind, key: string): void {
    this.#byKey[kind].delete(key)
  }
}
