import { readFileSync } from "node:fs"
import { monotonicMicros } from "../clock.ts"
import { readStartTime } from "../kernel/procReader.ts"
import type { WatchedId } from "../kernel/treeWatch.ts"
import type { KernelKey, KeyedFactOf } from "../keyedFact.ts"
import { findPipeEnds, type PipeEnd, pipeBehind } from "./pipeEnds.ts"
import { catchesSignals } from "./signals.ts"
import { parseSystemCall, type SystemCall } from "./systemCalls.ts"

type Fact = KeyedFactOf<"thread.blocked" | "thread.unblocked">
type Other = NonNullable<KeyedFactOf<"thread.blocked">["others"]>[number]

/** µs between two looks at the threads. */
const EVERY = 300_000
/** A thread that has not run for this long is looked at, µs. */
const REST = 1_000_000
/** µs between two looks at who has the ends of the pipes at which threads wait: doubled while nothing changes. */
const AGAIN = 2_000_000
const LONGEST = 30_000_000
/** Threads that are looked at in one turn. */
const TURN = 40

interface Rest {
  ran: number
  since: number
  /** Looked at since it came to rest. */
  isSeen: boolean
  /** In which call, if it is one that is reported. */
  wait: Wait | null
  /** The ends of its pipe as reported last. */
  told: string
}

interface Wait extends SystemCall {
  readonly isInterruptible: boolean
  readonly pipe: string | null
}

interface WaitSamplerOptions {
  /** The living processes of the run. */
  processes(): Iterable<WatchedId>
  emit(fact: Fact): void
}

/**
 * Reports in which system call a thread sleeps (`thread.blocked`) once it has not run for a second, and when it runs
 * again. Reads only what the kernel shows of it.
 */
export class WaitSampler {
  readonly #options: WaitSamplerOptions
  #rests = new Map<string, Rest>()
  #next = 0
  /** When the ends of pipes are to be looked up again, and how long after that once more. */
  #endsDue = Number.NEGATIVE_INFINITY
  #again = AGAIN

  constructor(options: WaitSamplerOptions) {
    this.#options = options
  }

  tick(): void {
    const at = monotonicMicros()
    if (at < this.#next) return
    this.#next = at + EVERY
    const rests = new Map<string, Rest>()
    const waiting: { proc: KernelKey; tid: number; rest: Rest; wait: Wait & { pipe: string } }[] = []
    const keys = new Map<number, KernelKey>()
    let left = TURN
    for (const { key, ran, tids } of this.#options.processes()) {
      keys.set(key.pid, key)
      for (const tid of tids?.() ?? []) {
        const sum = ran?.(tid)
        if (sum === undefined) continue
        const name = `${key}/${tid}`
        const rest = this.#restOf(name, key, tid, sum, at)
        rests.set(name, rest)
        if (!rest.isSeen && at - rest.since >= REST && left > 0) {
          left--
          this.#look(key, tid, rest)
          if (rest.wait && rest.wait.pipe === null) this.#tell(key, tid, rest, rest.wait, at, [])
        }
        const { wait } = rest
        if (wait !== null && wait.pipe !== null)
          waiting.push({ proc: key, tid, rest, wait: { ...wait, pipe: wait.pipe } })
      }
    }
    this.#rests = rests
    if (waiting.length === 0) return
    if (waiting.every(({ rest }) => rest.told !== "") && at < this.#endsDue) return
    const ends = findPipeEnds(new Set(waiting.map(({ wait }) => wait.pipe)))
    let hasChanged = false
    for (const { proc, tid, rest, wait } of waiting) {
      const others = (ends.get(wait.pipe) ?? []).filter(({ end }) => (end === "read") === (wait.call === "write"))
      hasChanged = this.#tell(proc, tid, rest, wait, at, othersOf(others, keys)) || hasChanged
    }
    this.#again = hasChanged ? AGAIN : Math.min(LONGEST, 2 * this.#again)
    this.#endsDue = at + this.#again
  }

  #restOf(name: string, proc: KernelKey, tid: number, ran: number, at: number): Rest {
    const known = this.#rests.get(name)
    if (known?.ran === ran) return known
    if (known && known.told !== "") this.#options.emit({ type: "thread.unblocked", at, proc, tid })
    return { ran, since: at, isSeen: false, wait: null, told: "" }
  }

  #look({ pid, startTime }: KernelKey, tid: number, rest: Rest): void {
    rest.isSeen = true
    const call = parseSystemCall(readText(`/proc/${pid}/task/${tid}/syscall`))
    const isOnPipe = (call?.call === "read" || call?.call === "write") && call.fd !== null
    const pipe = isOnPipe && call.fd !== null ? pipeBehind(pid, call.fd) : null
    // The PID may have been reused by the time that the files were read.
    if (call && readStartTime(pid) === startTime && (!isOnPipe || pipe !== null))
      rest.wait = { ...call, pipe, isInterruptible: catchesSignals(readText(`/proc/${pid}/status`)) }
  }

  /** @returns whether there was something new. */
  #tell(proc: KernelKey, tid: number, rest: Rest, wait: Wait, at: number, others: readonly Other[]): boolean {
    const told = JSON.stringify([wait.call, others.map(({ pid, fd }) => [pid, fd])])
    if (rest.told === told) return false
    rest.told = told
    const { call, fd, isTimed, isPrivate, isInterruptible, pipe } = wait
    this.#options.emit({
      type: "thread.blocked",
      at,
      proc,
      tid,
      call,
      slept: Math.max(0, at - rest.since),
      ...(isInterruptible ? { isInterruptible } : {}),
      ...(fd === null ? {} : { fd }),
      ...(isTimed ? { isTimed } : {}),
      ...(isPrivate ? { isPrivate } : {}),
      ...(pipe === null ? {} : { file: pipe, others: [...others] }),
    })
    return true
  }
}

const othersOf = (ends: readonly PipeEnd[], keys: ReadonlyMap<number, KernelKey>): Other[] =>
  ends.map(({ pid, fd }) => {
    const proc = keys.get(pid)
    return { pid, fd, ...(proc ? { proc } : {}) }
  })

function readText(path: string): string {
  try {
    return readFileSync(path, "latin1")
  } catch {
    return ""
  }
}
