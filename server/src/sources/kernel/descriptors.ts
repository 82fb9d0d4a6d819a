import { closeSync, openSync, readSync } from "node:fs"
import { descriptorLimit } from "./system.ts"

/** Returned by `read` instead of a number of bytes. */
export const GONE = -1
export const UNREADABLE = -2

/** A file under /proc that is read repeatedly. `Descriptors` decides whether it stays open. */
export class KeptFile {
  fd = -1
  slot = -1
  /** Read since the clock hand last passed it. */
  used = false
  /**
   * Reopened by its path since its owner last checked whose file it is. An open descriptor belongs to one process for
   * ever, but a path contains a PID, and PIDs are reused.
   */
  doubtful = false
  readonly path: string

  constructor(path: string) {
    this.path = path
  }
}

/**
 * Keeps files open between reads, which is several times cheaper than opening them again, but at most `limit`: then a
 * file that was not used for long is closed (clock algorithm).
 */
export class Descriptors {
  readonly #open: KeptFile[] = []
  readonly #limit: number
  #hand = 0

  constructor(limit: number) {
    this.#limit = Math.max(1, limit)
  }

  get size(): number {
    return this.#open.length
  }

  /**
   * Reads from `position` into `buffer`. Returns the number of bytes, GONE if the process or thread has ended, or
   * UNREADABLE.
   */
  read(file: KeptFile, buffer: Uint8Array, position = 0): number {
    try {
      if (file.fd < 0) this.#acquire(file)
      file.used = true
      return readSync(file.fd, buffer, 0, buffer.length, position)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      return code === "ENOENT" || code === "ESRCH" || code === "ENOTDIR" ? GONE : UNREADABLE
    }
  }

  release(file: KeptFile): void {
    if (file.fd < 0) return
    closeSync(file.fd)
    file.fd = -1
    const last = this.#open.pop()
    if (last !== undefined && last !== file) {
      this.#open[file.slot] = last
      last.slot = file.slot
    }
  }

  #acquire(file: KeptFile): void {
    if (this.#open.length >= this.#limit) this.#makeRoom()
    file.fd = this.#openFile(file.path)
    file.doubtful = true
    file.slot = this.#open.push(file) - 1
  }

  #openFile(path: string): number {
    try {
      return openSync(path, "r")
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EMFILE" || this.#open.length === 0) throw error
      this.#makeRoom()
      return openSync(path, "r")
    }
  }

  #makeRoom(): void {
    for (;;) {
      if (this.#hand >= this.#open.length) this.#hand = 0
      const file = this.#open[this.#hand] as KeptFile
      if (!file.used) {
        this.release(file)
        return
      }
      file.used = false
      this.#hand++
    }
  }
}

/**
 * All trees of this server share one limit: half of the descriptors that the process may open; the rest is for
 * everything else.
 */
export const sharedDescriptors = new Descriptors(Math.min(16_384, Math.floor(descriptorLimit() / 2)))
