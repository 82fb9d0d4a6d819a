import type { KernelKey } from "../keyedFact.ts"
import type { Life } from "./lives.ts"
import type { ProcessTable } from "./table.ts"
import { WatchedProcess } from "./watched.ts"

/** Ticks for which the end of a process waits until its parent is known. */
const PATIENCE = 3
/** Ended processes that are remembered, in case the kernel's word of their end comes later. */
const REMEMBERED = 1000
/** Ancestors that are looked at, at most. */
const DEEPEST = 50
const DEAD = "X".charCodeAt(0)

/**
 * Sorts the processes that have ended, as the kernel's events tell: those that are in the table learn how they ended,
 * and those that came and went between two ticks are made here.
 */
export class BriefProcesses {
  readonly #table: ProcessTable
  readonly #root: number
  readonly #isInKernel: (life: Life) => boolean
  #held: { life: Life; ticks: number }[] = []
  /** By PID: processes that have left the table, newest last. */
  readonly #left = new Map<number, WatchedProcess>()

  /** @param isInKernel Whether the kernel still lists the process, as a zombie: then the table will have it. */
  constructor(table: ProcessTable, root: number, isInKernel: (life: Life) => boolean) {
    this.#table = table
    this.#root = root
    this.#isInKernel = isInKernel
  }

  /** @returns the processes that are not in the table and never were, parents before their children. */
  sort(lives: readonly Life[]): { brief: WatchedProcess[]; late: WatchedProcess[] } {
    const brief: WatchedProcess[] = []
    const late: WatchedProcess[] = []
    const all = [...this.#held, ...lives.map((life) => ({ life, ticks: 0 }))]
    this.#held = []
    for (const { life, ticks } of all.sort((one, other) => one.life.born - other.life.born)) {
      const known = this.#known(life)
      if (known) {
        known.life = life
        if (known.gone) late.push(known)
      } else if (this.#isInKernel(life)) this.#held.push({ life, ticks })
      else if (this.#hasParent(life) || ticks >= PATIENCE) {
        const process = briefProcess(life)
        this.left(process)
        brief.push(process)
      } else this.#held.push({ life, ticks: ticks + 1 })
    }
    return { brief, late }
  }

  /** Remembers a process that is not in the table any more. */
  left(process: WatchedProcess): void {
    this.#left.delete(process.pid)
    this.#left.set(process.pid, process)
    if (this.#left.size <= REMEMBERED) return
    const [oldest] = this.#left.keys()
    if (oldest !== undefined) this.#left.delete(oldest)
  }

  /** The key of a process by its PID, of the table or of those that have left it. */
  keyOf(pid: number): KernelKey | undefined {
    const living = this.#table.get(pid)
    if (living) return living.announced ? living.key : undefined
    return this.#left.get(pid)?.key
  }

  /** The nearest ancestor in the table: the kernel has accounted the process to it when it was reaped. */
  ancestorOf({ ppid }: WatchedProcess): WatchedProcess | undefined {
    for (let pid = ppid, steps = 0; steps < DEEPEST; steps++) {
      const living = this.#table.get(pid)
      if (living) return living
      const left = this.#left.get(pid)
      if (!left) return undefined
      pid = left.ppid
    }
    return undefined
  }

  #known({ pid, startTime }: Life): WatchedProcess | undefined {
    return [this.#table.get(pid), this.#left.get(pid)].find((process) => process?.startTime === startTime)
  }

  #hasParent({ ppid }: Life): boolean {
    return ppid === this.#root || this.keyOf(ppid) !== undefined
  }
}

function briefProcess(life: Life): WatchedProcess {
  const process = new WatchedProcess(life.pid, life.startTime, life.ppid)
  process.sightedAt = life.born
  process.argv = [...life.argv]
  process.name = life.name
  process.account.cpuNs = life.cpu * 1000
  process.exitCode = life.exitCode
  process.now = { ...process.now, state: DEAD, rss: life.peak ?? 0 }
  process.life = life
  process.gone = true
  return process
}
