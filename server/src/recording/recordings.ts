import { appendFileSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs"
import { homedir } from "node:os"
import { basename, join } from "node:path"
import { gzipSync } from "node:zlib"
import { labelLine, type RecordingLabel, sealMember } from "@forkscope/shared/recording"
import type { RecordingSummary, RecordingsAnswer } from "@forkscope/shared/socket"
import { CommandError } from "../commands/commands.ts"
import type { Log } from "../log/log.ts"
import { readRecording } from "./read.ts"
import { Recorder } from "./recorder.ts"
import { summaryOf } from "./summary.ts"

const ENDING = ".forkscope"
/** Bytes of all recordings together; above that the oldest are deleted. */
const QUOTA = 1 << 30
/** Days that a recording is kept. */
const DAYS = 30
const DAY = 24 * 3600 * 1000
/** A file that was written to within this time, ms, may be a recording that another server is still making. */
const BUSY = 600_000

/** The folder of the user's recordings: `$XDG_DATA_HOME/forkscope/recordings`. */
export function recordingsFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_DATA_HOME || join(env.HOME || homedir(), ".local", "share"), "forkscope", "recordings")
}

/** What the recorder needs of a run. */
export interface Recordable {
  readonly id: string
  readonly log: Log
  /** Resolves when all of its facts are in the log. */
  readonly ended: Promise<void>
  summary(): { readonly name: string; readonly startedAt: number }
  /** Reports to the run's viewers why the recording ended early. */
  notice(code: string, text: string): void
}

interface Live {
  readonly run: string
  readonly recorder: Recorder
  ending?: Promise<void>
}

interface RecordingsOptions {
  folder?: string
  quota?: number
  days?: number
}

/** The recordings of a user: a folder of files. Several servers may use it at the same time. */
export class Recordings {
  readonly folder: string
  readonly #quota: number
  readonly #days: number
  readonly #live = new Map<string, Live>()
  /**
   * Ids of the recordings of this server's runs, and of files opened here: a viewer with the read-only token sees only
   * these.
   */
  readonly #shown = new Set<string>()
  /** Paths of opened files in other folders, by id. */
  readonly #opened = new Map<string, string>()
  #size: number
  #count = 0

  /** @throws Error of the file system when the folder can't be made. */
  constructor({ folder = recordingsFolder(), quota = QUOTA, days = DAYS }: RecordingsOptions = {}) {
    this.folder = folder
    this.#quota = quota
    this.#days = days
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.#size = this.#tidy(0)
  }

  /**
   * Records a run from now to its end.
   *
   * @throws Error of the file system when the file can't be made.
   */
  begin(run: Recordable): string {
    const { name, startedAt } = run.summary()
    const id = `${stamp(startedAt)}-${process.pid}-${++this.#count}`
    const recorder = new Recorder({
      path: join(this.folder, id + ENDING),
      log: run.log,
      name,
      wallClock: startedAt,
      mayWrite: (bytes) => this.#makeRoom(bytes),
      onStopped: (error) =>
        error
          ? run.notice("RECORDING_FAILED", `The recording of this run ends here: ${error.message}`)
          : run.notice(
              "RECORDING_STOPPED",
              `The recording of this run ends here: all recordings together have reached ${megabytes(this.#quota)}.`,
            ),
    })
    this.#live.set(id, { run: run.id, recorder })
    this.#shown.add(id)
    void run.ended.then(() => this.#end(id))
    return id
  }

  async #end(id: string): Promise<void> {
    const live = this.#live.get(id)
    if (!live) return
    live.ending ??= live.recorder.close().then(() => void this.#live.delete(id))
    await live.ending
  }

  /** The newest first. */
  async list(): Promise<RecordingsAnswer> {
    const recordings: RecordingSummary[] = []
    for (const { id, path } of this.#files()) {
      const summary = await summaryOf(path, id)
      if (summary) recordings.push({ ...summary, run: this.#live.get(id)?.run ?? null })
    }
    recordings.sort((a, b) => b.startedAt - a.startedAt)
    const bytes = recordings.reduce((sum, recording) => sum + recording.bytes, 0)
    return { recordings, folder: this.folder, bytes, quota: this.#quota, days: this.#days }
  }

  /**
   * Returns the file of a recording; if it is still being made, the file holds everything up to now.
   *
   * @param canAct False for a viewer with the read-only token.
   * @throws CommandError NOT_FOUND, READ_ONLY
   */
  async fileOf(id: string, canAct: boolean): Promise<string> {
    if (!canAct && !this.#shown.has(id)) {
      throw new CommandError(
        "READ_ONLY",
        "Expected the full token for recordings from before this server; this one shows its runs.",
      )
    }
    const path = this.#require(id)
    await this.#live.get(id)?.recorder.flush()
    return path
  }

  /** Opens a file in another folder, for the page. @returns its id. @throws Error when it is not a recording. */
  async open(path: string): Promise<string> {
    await readRecording(path)
    const id = `file-${this.#opened.size + 1}`
    this.#opened.set(id, path)
    this.#shown.add(id)
    return id
  }

  /** @throws CommandError NOT_FOUND, INVALID */
  async label(id: string, label: RecordingLabel): Promise<void> {
    const path = this.#require(id)
    const live = this.#live.get(id)
    if (live) {
      live.recorder.label(label)
      await live.recorder.flush()
      return
    }
    const summary = await summaryOf(path, id)
    if (!summary) throw new CommandError("INVALID", `Expected ${basename(path)} to be a recording`)
    const content = { events: 0, seq: summary.events, at: summary.duration, hasCheckpoint: false, hasLabel: true }
    appendFileSync(path, sealMember(gzipSync(labelLine(label)), content))
  }

  /** @throws CommandError NOT_FOUND, INVALID */
  remove(id: string): void {
    const path = this.#require(id)
    if (this.#live.has(id)) throw new CommandError("INVALID", `Expected a run that has ended; ${id} is being recorded`)
    if (this.#opened.delete(id)) return
    rmSync(path, { force: true })
    this.#size = this.#tidy(0)
  }

  #require(id: string): string {
    const opened = this.#opened.get(id)
    if (opened) return opened
    const found = this.#files().find((file) => file.id === id)
    if (!found)
      throw new CommandError("NOT_FOUND", `Expected the id of a recording, got ${id}; it may have been removed`)
    return found.path
  }

  #files(): { id: string; path: string }[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith(ENDING))
      .map((name) => ({ id: name.slice(0, -ENDING.length), path: join(this.folder, name) }))
  }

  #makeRoom(bytes: number): boolean {
    this.#size += bytes
    if (this.#size > this.#quota) this.#size = this.#tidy(bytes) + bytes
    return this.#size <= this.#quota
  }

  /**
   * Removes recordings that are too old, and the oldest until so many more bytes fit.
   *
   * @returns the bytes of the recordings that are left.
   */
  #tidy(bytes: number): number {
    const now = Date.now()
    const files = this.#files()
      .flatMap(({ id, path }) => {
        try {
          const { mtimeMs, size } = statSync(path)
          return [{ path, mtimeMs, size, isOurs: this.#live.has(id) }]
        } catch {
          return []
        }
      })
      .sort((a, b) => a.mtimeMs - b.mtimeMs)
    let left = files.reduce((sum, { size }) => sum + size, 0)
    for (const { path, mtimeMs, size, isOurs } of files) {
      const isOld = now - mtimeMs > this.#days * DAY
      const isBusy = isOurs || now - mtimeMs < BUSY
      if (isBusy || (!isOld && left + bytes <= this.#quota)) continue
      rmSync(path, { force: true })
      left -= size
    }
    return left
  }

  async close(): Promise<void> {
    await Promise.all([...this.#live.keys()].map((id) => this.#end(id)))
  }
}

/** E.g. `20261126-063511-482`: sorts by time, and is a valid name in every file system. */
function stamp(time: number): string {
  const [day = "", clock = ""] = new Date(time).toISOString().split("T")
  return `${day.replaceAll("-", "")}-${clock.replace("Z", "").replaceAll(":", "").replace(".", "-")}`
}

const megabytes = (bytes: number) => `${Math.round(bytes / (1 << 20))} MB`
