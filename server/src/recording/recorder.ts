import { closeSync, openSync, writeSync } from "node:fs"
import { promisify } from "node:util"
import { gzip, gzipSync } from "node:zlib"
import type { ForkscopeEvent } from "@forkscope/shared/events"
import { checkpointLine, headerLine, labelLine, type RecordingLabel, sealMember } from "@forkscope/shared/recording"
import { EMPTY_WORLD, type World } from "@forkscope/shared/world"
import type { Log } from "../log/log.ts"
import { Lines } from "./lines.ts"

/**
 * A member of the file holds the lines of about this many ms (a crash loses at most these), or MEMBER_LENGTH bytes of
 * lines.
 */
const MEMBER = 1000
const MEMBER_LENGTH = 1 << 18
/**
 * A checkpoint is due after this many bytes of events, and at least twice the size of the last checkpoint. So
 * checkpoints remain the smaller part of the file, and the world at any event can be computed quickly.
 */
const CHECKPOINT_AFTER = 1 << 18
/** Bytes that may wait to be compressed and written in the background. */
const BEHIND = 32 << 20
/** Fast compression when there are many events, small files otherwise. */
const [FAST, SMALL] = [{ level: 1 }, { level: 6 }]
/** "Many": a member is full within this many ms. */
const FLOOD = 250
/** Bytes that are compressed before the event loop runs again: enough for most members. */
const chunkSize = 1 << 16

const zip = promisify<Uint8Array, { level: number; chunkSize: number }, Buffer>(gzip)

export interface RecorderOptions {
  /** An existing file is replaced. */
  path: string
  log: Log
  name: string
  /** Milliseconds since 1970 at `at` = 0. */
  wallClock: number
  /** `memberLength`: bytes of a member's lines. `checkpointAfter`: bytes of events until a checkpoint is due. */
  memberLength?: number
  checkpointAfter?: number
  /** Called before each member, with its size in bytes. False ends the recording. */
  mayWrite?: (bytes: number) => boolean
  /**
   * The recording ended before its run: the disk is full, or `mayWrite` returned false (then without an error). The run
   * goes on.
   */
  onStopped: (error: Error | null) => void
}

/** Ended: all events are in the file. Stopped: ended before its run, because there was no more space. */
export const RECORDER_STATES = ["recording", "ended", "stopped"] as const
export type RecorderState = (typeof RECORDER_STATES)[number]

/** Writes a run's log to a file as it grows: append-only, each member complete when it is written. */
export class Recorder {
  readonly path: string
  /** The seq of the last event that is written to the file. */
  written = 0
  readonly #options: RecorderOptions
  readonly #file: number
  readonly #timer: NodeJS.Timeout
  readonly #unsubscribe: () => void
  readonly #lines = new Lines()
  #events = 0
  #sealedAt = performance.now()
  #hasLabel = false
  /** The world before the events in `#lines`. */
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

  /** An error in here ends the recording, not the run. */
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

  /** Writes a new name or note of the recording. */
  label(label: RecordingLabel): void {
    this.#lines.add(labelLine(label))
    this.#hasLabel = true
    this.#seal()
  }

  /** Makes a member of the lines. It is compressed in the background; members are written in their order. */
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

  /** Ends the recording before its run. */
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

  /** Resolves when all events up to now are in the file. */
  async flush(): Promise<void> {
    this.#options.log.flush()
    this.#seal()
    await this.#work
  }

  /** Writes the remaining events and closes the file. */
  async close(): Promise<void> {
    this.#options.log.flush()
    this.#attempt(() => this.#seal())
    await this.#work
    if (this.#state === "recording") this.#stop("ended")
    closeSync(this.#file)
  }
}
