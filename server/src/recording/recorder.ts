import { closeSync, openSync, writeSync } from "node:fs"
import { promisify } from "node:util"
import { gzip, gzipSync } from "node:zlib"
import type { ForkscopeEvent } from "@forkscope/shared/events"
import { checkpointLine, headerLine, labelLine, type RecordingLabel, sealMember } from "@forkscope/shared/recording"
import { EMPTY_WORLD, type World } from "@forkscope/shared/world"
import type { Log } from "../log/log.ts"
import { Lines } from "./lines.ts"

/** A member of the file holds about so much time, ms, which is what a crash may lose, or so many bytes of lines. */
const MEMBER = 1000
const MEMBER_LENGTH = 1 << 18
/**
 * A checkpoint is due after so many bytes of events, and after twice its own: so it stays the smaller part of the file, and
 * a world at any event is the sooner had.
 */
const CHECKPOINT_AFTER = 1 << 18
/** Bytes that may wait to be zipped and written beside the server's own work. */
const BEHIND = 32 << 20
/** Where much comes, speed; else room. */
const [FAST, SMALL] = [{ level: 1 }, { level: 6 }]
/** Much: a member is full within so many ms. */
const FLOOD = 250
/** Bytes that are zipped between two looks at the event loop: the whole of most members. */
const chunkSize = 1 << 16

const zip = promisify<Uint8Array, { level: number; chunkSize: number }, Buffer>(gzip)

export interface RecorderOptions {
  /** An existing file is replaced. */
  path: string
  log: Log
  name: string
  /** Milliseconds since 1970 at `at` = 0. */
  wallClock: number
  /** Bytes of a member's lines, and of events until a checkpoint is due. */
  memberLength?: number
  checkpointAfter?: number
  /** Asked before each member, of so many bytes. False: it ends here. */
  mayWrite?: (bytes: number) => boolean
  /** It ended before its time: the disk is full, or `mayWrite` said no (then without an error). The run goes on. */
  onStopped: (error: Error | null) => void
}

/** Ended: all is in the file. Stopped: before its run ended, for there was no more room. */
export const RECORDER_STATES = ["recording", "ended", "stopped"] as const
export type RecorderState = (typeof RECORDER_STATES)[number]

/** Writes a run's log to a file as it grows: append-only, each member whole when it is written. */
export class Recorder {
  readonly path: string
  /** Of the last event that is in the file for good. */
  written = 0
  readonly #options: RecorderOptions
  readonly #file: number
  readonly #timer: NodeJS.Timeout
  readonly #unsubscribe: () => void
  readonly #lines = new Lines()
  #events = 0
  #sealedAt = performance.now()
  #hasLabel = false
  /** The world before the lines. */
  #world: World = EMPTY_WORLD
  #sinceCheckpoint = 0
  #checkpointLength = 0
  #waiting = 0
  #work: Promise<void> = Promise.resolve()
  #state: RecorderState = "recording"

  /** @throws Error of the file system when the file can't be made. */
  constructor(options: RecorderOptions) {
    const { path, log, name, wallClock } = options
    this.path = path
    this.#options = options
    this.#file = openSync(path, "w", 0o600)
    this.#lines.add(headerLine(name, wallClock))
    this.#add(log.tail(Number.POSITIVE_INFINITY))
    this.#unsubscribe = log.subscribe((events) => this.#attempt(() => this.#add(events)), { live: false })
    this.#timer = setInterval(() => this.#attempt(() => this.#seal()), MEMBER)
  }

  /** What fails here ends the recording, not the run. */
  #attempt(step: () => void): void {
    try {
      if (this.#state === "recording") step()
    } catch (error) {
      this.#end(error as Error)
    }
  }

  #add(events: readonly ForkscopeEvent[]): void {
    this.#lines.addEvents(events)
    this.#events += events.length
    if (this.#lines.length >= (this.#options.memberLength ?? MEMBER_LENGTH)) this.#seal()
  }

  /** Says how the recording is called. */
  label(label: RecordingLabel): void {
    this.#lines.add(labelLine(label))
    this.#hasLabel = true
    this.#seal()
  }

  /** Makes a member of the lines. It is zipped beside what goes on, and members are written in their order. */
  #seal(): void {
    const { length } = this.#lines
    if (length === 0 || this.#state !== "recording") return
    const { world } = this.#options.log
    const { checkpointAfter = CHECKPOINT_AFTER } = this.#options
    const isDue = this.#sinceCheckpoint >= Math.max(checkpointAfter, 2 * this.#checkpointLength)
    const content = {
      events: this.#events,
      seq: world.seq,
      at: world.at,
      hasCheckpoint: isDue,
      hasLabel: this.#hasLabel,
    }
    const lines = this.#lines.take()
    let text = lines
    if (isDue) {
      const checkpoint = Buffer.from(checkpointLine(this.#world))
      text = Buffer.concat([checkpoint, lines])
      this.#checkpointLength = checkpoint.length
      this.#sinceCheckpoint = 0
    }
    this.#sinceCheckpoint += length
    const now = performance.now()
    const isFlood = length >= MEMBER_LENGTH && now - this.#sealedAt < FLOOD
    const options = { ...(isFlood ? FAST : SMALL), chunkSize }
    this.#sealedAt = now
    this.#world = world
    this.#events = 0
    this.#hasLabel = false
    this.#waiting += text.length
    const zipped = this.#waiting > BEHIND ? gzipSync(text, options) : zip(text, options)
    this.#work = this.#work.then(async () => {
      try {
        const member = await zipped
        if (this.#state === "recording") this.#write(sealMember(member, content), content.seq)
      } catch (error) {
        this.#end(error as Error)
      }
      this.#waiting -= text.length
      this.#lines.release(lines)
    })
  }

  #write(member: Uint8Array, seq: number): void {
    if (this.#options.mayWrite?.(member.length) === false) {
      this.#end(null)
      return
    }
    for (let rest = member; rest.length > 0; ) rest = rest.subarray(writeSync(this.#file, rest))
    this.written = seq
  }

  /** Before its time. */
  #end(error: Error | null): void {
    if (this.#state !== "recording") return
    this.#stop("stopped")
    this.#options.onStopped(error)
  }

  #stop(state: RecorderState): void {
    this.#state = state
    clearInterval(this.#timer)
    this.#unsubscribe()
  }

  /** Resolves when all events until now are in the file. */
  async flush(): Promise<void> {
    this.#options.log.flush()
    this.#seal()
    await this.#work
  }

  /** Writes what is left. */
  async close(): Promise<void> {
    this.#options.log.flush()
    this.#attempt(() => this.#seal())
    await this.#work
    if (this.#state === "recording") this.#stop("ended")
    closeSync(this.#file)
  }
}
