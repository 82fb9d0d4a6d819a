import { readFileSync } from "node:fs"
import { constants } from "node:os"
import { observer } from "../observe/observer.ts"
import { hold, release } from "../self/keepAlive.ts"
import { spawner } from "./spawnerClient.ts"
import type { Exit } from "./spawnerThread.ts"

/** ms between checks for the death of children that have not connected yet. */
const LOOK_MS = 20

/** A started child, from its PID to its exit status. */
export class Child {
  readonly key: string
  readonly pid: number
  readonly isDaemon: boolean
  /** Negative: ended by that signal; null: not collected yet. */
  exitCode: number | null = null
  /** Known to be dead; a zombie until it is reaped. */
  isDead = false
  isConnected = false
  readonly #died: (() => void)[] = []
  readonly #reaped: (() => void)[] = []

  constructor(key: string, pid: number, isDaemon: boolean) {
    this.key = key
    this.pid = pid
    this.isDaemon = isDaemon
    children.set(pid, this)
    lookAfter()
  }

  get isReaped(): boolean {
    return this.exitCode !== null
  }

  /**
   * Calls back when the child has died, at once if it is dead already; @returns a function that cancels the callback.
   */
  whenDead(callback: () => void): () => void {
    if (this.isDead) callback()
    else this.#died.push(callback)
    return () => {
      const index = this.#died.indexOf(callback)
      if (index >= 0) this.#died.splice(index, 1)
    }
  }

  /** Collects the exit status of a dead child. */
  reap(): Promise<void> {
    if (this.isReaped) return Promise.resolve()
    spawner.expectExit(this.pid)
    return new Promise((resolve) => {
      hold()
      this.#reaped.push(() => {
        release()
        resolve()
      })
    })
  }

  died(): void {
    if (this.isDead) return
    this.isDead = true
    for (const callback of this.#died.splice(0)) callback()
  }

  ended(exit: Exit): void {
    children.delete(this.pid)
    this.exitCode = exit.signal ? -constants.signals[exit.signal] : (exit.code ?? 0)
    const { key: proc, exitCode } = this
    observer.emit({ type: "process.exited", proc, exitCode })
    observer.emit({ type: "process.reaped", proc, exitCode })
    this.died()
    for (const callback of this.#reaped.splice(0)) callback()
  }
}

/** Children that were started and not yet reaped, by PID. */
const children = new Map<number, Child>()
spawner.onExit = (exit) => children.get(exit.pid)?.ended(exit)

/** All children whose exit status was not collected yet. */
export function unreapedChildren(): Child[] {
  return [...children.values()]
}

/** Collects the exit status of all children that are dead at this moment. */
export function reapDead(): void {
  const canTell = process.platform === "linux"
  const dead = canTell ? [...children.keys()].filter(isZombie) : []
  if (dead.length > 0 || !canTell) spawner.look(dead)
}

let looking: NodeJS.Timeout | undefined

/** A child that dies closes its connection; the death of a child that has not connected yet shows only in /proc. */
function lookAfter(): void {
  looking ??= setInterval(() => {
    const unconnected = unreapedChildren().filter((child) => !child.isConnected && !child.isDead)
    if (unconnected.length === 0) {
      clearInterval(looking)
      looking = undefined
    } else if (process.platform === "linux") {
      for (const child of unconnected) if (isZombie(child.pid)) child.died()
    } else spawner.look([])
  }, LOOK_MS).unref()
}

function isZombie(pid: number): boolean {
  const state = procStat(pid)?.[0]
  return state === "Z" || state === "X" || state === undefined
}

/** Clock ticks since boot at which the process started; 0 where the kernel does not report it. */
export function startTime(pid: number): number {
  return Number(procStat(pid)?.[19] ?? 0)
}

/**
 * Fields of /proc/PID/stat from the state on. The name in front of it may contain any character, also blanks and
 * brackets.
 */
function procStat(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1")
    return text.slice(text.lastIndexOf(")") + 2).split(" ")
  } catch {
    return undefined
  }
}
