import type { Site } from "@forkscope/shared/events"
import {
  isAlive,
  type Op,
  type ProcessEntity,
  type ProcessState,
  processStates,
  sharesOver,
  type ThreadEntity,
  type World,
} from "@forkscope/shared/world"
import { type WaitReason, waitReasonOf } from "../waitReasons.ts"

export type ArrowState = Extract<ProcessState, "running" | "ready" | "waiting" | "stopped">

/** The current line of one thread of one process. */
export interface Arrow {
  /** Constant as long as the thread lives. */
  readonly key: string
  readonly proc: number
  readonly tid: number
  /** Null where the process has only one thread, or the name is not known. */
  readonly thread: string | null
  readonly file: string
  readonly line: number
  readonly state: ArrowState
  /** What it waits for; null while it does not wait. */
  readonly cause: WaitReason | null
  /** When the wait began, µs of the run; null where unknown. */
  readonly since: number | null
  /** Innermost first. At least the line of the arrow. */
  readonly stack: readonly Site[]
}

/** A living process without an arrow, and why. */
export interface Unseen {
  readonly proc: number
  /** opaque: no probe reports its lines; early: no line of the program's files has been reported yet. */
  readonly why: "opaque" | "early"
}

export interface Arrows {
  readonly arrows: readonly Arrow[]
  readonly unseen: readonly Unseen[]
}

/** µs over which a thread's CPU shares are taken. */
const WINDOW = 300_000
/** Share of that window below which a thread counts as waiting. */
const SOME = 0.05
/** µs after which a line counts as the one that the thread stays at. */
const STILL = 250_000
const KNOWN = new WeakMap<World, Arrows>()

/** The arrows of all files: one for each thread that is at a line of the program's own code. */
export function codeArrows(world: World): Arrows {
  const known = KNOWN.get(world)
  if (known) return known
  const found = world.run?.ended ? { arrows: [], unseen: [] } : arrowsOf(world)
  KNOWN.set(world, found)
  return found
}

function arrowsOf(world: World): Arrows {
  const arrows: Arrow[] = []
  const unseen: Unseen[] = []
  const waits = waitsByThread(world)
  const states = processStates(world)
  for (const process of Object.values(world.processes)) {
    if (!isAlive(process)) continue
    const before = arrows.length
    const state = states.get(process.id)
    for (const [tid, thread] of threadsOf(process, waits.get(process.id))) {
      const op = waits.get(process.id)?.get(tid)
      const place = [op?.site, thread?.frame].find((one) => one && world.sources[one.file] !== undefined)
      if (!place) continue
      const now = op ? "waiting" : threadState(process, thread, state, world.at)
      arrows.push({
        key: `${process.id}:${tid}`,
        proc: process.id,
        tid,
        thread: thread && Object.keys(process.threads).length > 1 ? thread.name || null : null,
        file: place.file,
        line: place.line,
        state: now,
        cause: now === "waiting" && (op || isStill(process, thread, world.at)) ? waitReasonOf(process, op) : null,
        since: op?.startedAt ?? null,
        stack: stackOf(thread, op),
      })
    }
    if (arrows.length === before)
      unseen.push({ proc: process.id, why: process.observed?.observes.includes("frames") ? "early" : "opaque" })
  }
  return { arrows, unseen }
}

/**
 * Whether the kernel's wait channel of the process applies to this thread at this line. It is that of the main thread
 * only, and a thread that has just moved was elsewhere when the channel was read.
 */
function isStill(process: ProcessEntity, thread: ThreadEntity | undefined, now: number): boolean {
  return thread?.tid === process.pid && thread?.frame != null && now - thread.frame.at > STILL
}

/** The newest wait of every thread. A wait without a thread id is one of the main thread. */
function waitsByThread(world: World): Map<number, Map<number, Op>> {
  const waits = new Map<number, Map<number, Op>>()
  for (const op of Object.values(world.ops)) {
    const process = world.processes[op.proc]
    if (!op.block || op.isAbandoned || !process?.pid) continue
    const tid = op.tid ?? process.pid
    const ofProcess = waits.get(op.proc) ?? new Map<number, Op>()
    const newest = ofProcess.get(tid)
    if (!newest || op.startedAt >= newest.startedAt) ofProcess.set(tid, op)
    waits.set(op.proc, ofProcess)
  }
  return waits
}

function threadsOf(process: ProcessEntity, waits: Map<number, Op> | undefined): Map<number, ThreadEntity | undefined> {
  const threads = new Map<number, ThreadEntity | undefined>()
  for (const tid of waits?.keys() ?? []) threads.set(tid, undefined)
  for (const thread of Object.values<ThreadEntity>(process.threads)) {
    if (thread.exitedAt === null) threads.set(thread.tid, thread)
    else threads.delete(thread.tid)
  }
  return threads
}

/** From the thread's own samples where there are any, else from the state of its process. */
function threadState(
  process: ProcessEntity,
  thread: ThreadEntity | undefined,
  state: ProcessState | undefined,
  now: number,
): ArrowState {
  if (state === "stopped") return "stopped"
  const isAlone = Object.keys(process.threads).length < 2
  const shares = thread && !isAlone ? sharesOver(thread.samples.toReversed(), WINDOW, now) : null
  if (shares) {
    if (shares.running + shares.ready < SOME) return "waiting"
    return shares.running >= shares.ready ? "running" : "ready"
  }
  return state === "running" || state === "ready" ? state : "waiting"
}

/** The stack sampled at the line of the wait or since it began; where there is none, only that line. */
function stackOf(thread: ThreadEntity | undefined, op: Op | undefined): readonly Site[] {
  const frame = thread?.frame
  if (op?.site) {
    // Frames are reported only when they change, so one at the very line of the wait is valid however old it is.
    const isThere = frame?.file === op.site.file && frame.line === op.site.line
    if (!frame || (!isThere && frame.at < op.startedAt)) return [op.site]
  }
  if (!frame) return []
  if (frame.stack.length > 0) return frame.stack
  return [{ file: frame.file, line: frame.line, function: frame.function }]
}

/** The arrows of one file by line, in order from the top. */
export function arrowsByLine(arrows: readonly Arrow[], file: string): Map<number, Arrow[]> {
  const lines = new Map<number, Arrow[]>()
  for (const arrow of arrows) {
    if (arrow.file === file) lines.set(arrow.line, [...(lines.get(arrow.line) ?? []), arrow])
  }
  return new Map([...lines].sort(([a], [b]) => a - b))
}
