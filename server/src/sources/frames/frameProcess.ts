import type { Site } from "@forkscope/shared/events"
import { monotonicMicros } from "../clock.ts"
import { KeptFile, sharedDescriptors } from "../kernel/descriptors.ts"
import { readArgv, readStartTime } from "../kernel/procReader.ts"
import type { KernelKey, KeyedFactOf } from "../keyedFact.ts"
import { type Code, Codes } from "./codes.ts"
import { findInterpreter, readProgram } from "./interpreter.ts"
import { LEFT, type ProcessMemory, TORN } from "./memory.ts"
import { isCommand, isOwnCode } from "./ownCode.ts"
import { LONGEST_STACK, Stack } from "./stack.ts"
import { Threads } from "./threads.ts"

/**
 * A program is checked so many times for an interpreter, at intervals from 50 ms to 1 s; then it counts as not Python.
 */
const LOOKS = 6
const FIRST_PAUSE = 50_000
const LONGEST_PAUSE = 1_000_000
/** How many times a stack is read that changes during the reading. */
const TRIES = 3
const LONGEST_NAME = 200

/** Counts of what was read, for benchmarks. */
export interface Tally {
  samples: number
  torn: number
}

/** A process to read. */
export interface Sampled {
  key: KernelKey
  /**
   * How long one of its threads has run, or without `tid` all together, ns. Not given: all threads are read each time.
   */
  ran?: ((tid?: number) => number | undefined) | undefined
}

interface Watched {
  threads: Threads
  stack: Stack
}

/** The last report of a thread. */
interface Reported {
  codes: Code[]
  lines: number[]
  own: Code
  ownLine: number
}

type FrameFact = KeyedFactOf<"frame.sampled">

/** One process: finds out whether it is Python, and if so, on which lines its threads are. */
export class FrameProcess {
  readonly #key: KernelKey
  readonly #libraries: readonly string[]
  readonly #memory: ProcessMemory
  /** For code objects: they live long, so a page of them is read once for all threads. */
  readonly #codeMemory: ProcessMemory
  readonly #file: KeptFile
  #python: Watched | undefined
  #program: string | undefined
  #looks = 0
  #nextLook = 0
  #reported = new Map<number, Reported>()
  readonly #ran: Sampled["ran"]
  /** How long each thread, and all together (undefined), had run at the last reading. */
  #ranAt = new Map<number | undefined, number>()
  /** The outermost frame of each thread: a stack that ends there is complete. */
  #feet = new Map<number, number>()

  constructor(
    { key, ran }: Sampled,
    { memory, codeMemory }: { memory: ProcessMemory; codeMemory: ProcessMemory },
    libraries: readonly string[],
  ) {
    this.#key = key
    this.#ran = ran
    this.#memory = memory
    this.#codeMemory = codeMemory
    this.#libraries = libraries
    this.#file = new KeptFile(`/proc/${key.pid}/mem`)
  }

  /** Whether no thread of it has run since the last reading. */
  isResting(): boolean {
    return this.#python !== undefined && this.#hasRested(undefined)
  }

  #hasRested(tid: number | undefined): boolean {
    const ran = this.#ran?.(tid)
    return ran !== undefined && ran === this.#ranAt.get(tid)
  }

  #remember(tid: number | undefined): void {
    const ran = this.#ran?.(tid)
    if (ran !== undefined) this.#ranAt.set(tid, ran)
  }

  /** Reports where each thread is that moved since the last time. Never throws. */
  sample(emit: (fact: FrameFact) => void, tally: Tally): void {
    try {
      if (!this.#python && !this.#look(monotonicMicros())) return
      this.#memory.turnTo(this.#file)
      this.#codeMemory.turnTo(this.#file)
      if (this.#python) this.#sampleThreads(this.#python, emit, tally)
    } catch (error) {
      if (error === TORN) {
        tally.samples++
        tally.torn++
      } else if (error === LEFT) this.#leave(monotonicMicros())
      else throw error
    }
  }

  close(): void {
    sharedDescriptors.release(this.#file)
  }

  /** Finds out which program the process runs; less often if it was not Python. */
  #look(now: number): boolean {
    if (now < this.#nextLook) return false
    this.#nextLook = now + Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.#looks)
    const program = readProgram(this.#key.pid)
    if (program !== this.#program) {
      this.#program = program
      this.#looks = 0
      this.#nextLook = now + FIRST_PAUSE
    } else if (this.#looks >= LOOKS) return false
    this.#looks++
    if (program === undefined) return false
    this.#memory.turnTo(this.#file)
    const interpreter = findInterpreter(this.#key.pid, program, this.#memory)
    // The PID may have been reused. The memory file is open by now, so a check at this point is late enough.
    if (!interpreter || readStartTime(this.#key.pid) !== this.#key.startTime) {
      this.close()
      return false
    }
    const own = { isCommand: isCommand(readArgv(this.#key.pid)), libraries: this.#libraries }
    const codes = new Codes(this.#codeMemory, interpreter, (file) => isOwnCode(file, own))
    this.#python = {
      threads: new Threads(this.#key.pid, this.#memory, interpreter),
      stack: new Stack(this.#memory, interpreter, codes),
    }
    this.#file.doubtful = false
    return true
  }

  #leave(now: number): void {
    this.close()
    this.#python = undefined
    this.#reported.clear()
    this.#feet.clear()
    this.#ranAt.clear()
    this.#nextLook = now
  }

  #sampleThreads({ threads, stack }: Watched, emit: (fact: FrameFact) => void, tally: Tally): void {
    const list = threads.list()
    this.#looks = 0
    // The file was closed to make room, and opened again by its path.
    if (this.#file.doubtful) {
      if (readStartTime(this.#key.pid) !== this.#key.startTime) throw LEFT
      this.#file.doubtful = false
    }
    let isWhole = true
    for (const [tid, thread] of list) {
      if (this.#hasRested(tid)) continue
      tally.samples++
      if (!this.#readWhole(stack, tid, thread)) {
        tally.torn++
        isWhole = false
        continue
      }
      this.#remember(tid)
      const fact = this.#factOf(tid, stack)
      if (fact) emit(fact)
    }
    for (const tid of this.#feet.keys())
      if (!list.has(tid)) {
        this.#feet.delete(tid)
        this.#reported.delete(tid)
        this.#ranAt.delete(tid)
      }
    if (isWhole) this.#remember(undefined)
  }

  /**
   * Reads a stack and makes sure that it is complete. A frame that ends during the reading has no valid link, so the
   * stack looks shorter. A stack is complete if it ends where this thread's stack ended before, or if it has not
   * changed meanwhile.
   */
  #readWhole(stack: Stack, tid: number, thread: number): boolean {
    for (let tries = 0; tries < TRIES; tries++) {
      try {
        const top = stack.top(thread)
        stack.read(top)
        if (stack.foot === 0 && top !== 0) return true
        if (stack.foot !== 0 && stack.foot === this.#feet.get(tid)) return true
        if (stack.top(thread) === top) {
          this.#feet.set(tid, stack.foot)
          return true
        }
      } catch (error) {
        if (error !== TORN) throw error
      }
    }
    return false
  }

  /** The fact; undefined if nothing changed since the last one, or no frame is of the program's own code. */
  #factOf(tid: number, stack: Stack): FrameFact | undefined {
    if (stack.own < 0) return undefined
    const own = stack.codes[stack.own] as Code
    const ownLine = stack.lines[stack.own] as number
    if (ownLine < 1) return undefined
    const length = Math.min(stack.codes.length, LONGEST_STACK)
    const before = this.#reported.get(tid)
    if (before && before.own === own && before.ownLine === ownLine && isSame(before, stack, length)) return undefined
    this.#reported.set(tid, { codes: stack.codes.slice(0, length), lines: stack.lines.slice(0, length), own, ownLine })
    return {
      type: "frame.sampled",
      at: monotonicMicros(),
      proc: this.#key,
      tid,
      file: own.file,
      line: ownLine,
      function: own.name.slice(0, LONGEST_NAME),
      stack: sites(stack, length),
    }
  }
}

function isSame(before: Reported, stack: Stack, length: number): boolean {
  if (before.codes.length !== length) return false
  for (let at = 0; at < length; at++)
    if (before.lines[at] !== stack.lines[at] || before.codes[at] !== stack.codes[at]) return false
  return true
}

/** Frames without a line are left out. */
function sites(stack: Stack, length: number): Site[] {
  const list: Site[] = []
  for (let at = 0; at < length; at++) {
    const { file, name } = stack.codes[at] as Code
    const line = stack.lines[at] as number
    if (line > 0) list.push({ file, line, function: name.slice(0, LONGEST_NAME) })
  }
  return list
}
