import { spawnSync } from "node:child_process"
import { closeSync, constants, openSync, readSync, writeSync } from "node:fs"
import { Socket } from "node:net"
import { join } from "node:path"
import type { RunLimits } from "../containment/limits.ts"
import { ShownOutput } from "./shownOutput.ts"

type Stream = "stdout" | "stderr"

export interface PipesOptions {
  /** Private folder of the run, in which the named pipes are made. */
  folder: string
  onOutput(stream: Stream, text: string): void
  onDropped(bytes: number): void
  /** Every byte as it is read, none dropped. If a promise is returned, reading pauses until it resolves. */
  onBytes(stream: Stream, chunk: Buffer): Promise<void> | undefined
  /** One of the two outputs can't be read any more. */
  onFailed(error: unknown): void
  limits: Pick<RunLimits, "viewerBytesPerSecond" | "ringBytes">
}

/** While the program does not read its stdin, `write` tries again after this many ms. */
const WRITE_RETRY = 10

/**
 * stdin, stdout and stderr of a program as three pipes, as in a shell's `a | b`: for a program whose output must be
 * exactly as it is without a terminal.
 */
export class Pipes {
  readonly files: { readonly stdin: string; readonly stdout: string; readonly stderr: string }
  readonly #stdin: number
  readonly #outputs: { reader: Socket; fd: number; keeper: number; shown: ShownOutput; ended: Promise<void> }[]
  #isInputOpen = true

  constructor({ folder, onOutput, onDropped, onBytes, onFailed, limits }: PipesOptions) {
    const path = (name: string) => join(folder, name)
    this.files = { stdin: path("stdin"), stdout: path("stdout"), stderr: path("stderr") }
    const { status, stderr } = spawnSync("mkfifo", ["-m", "600", ...Object.values(this.files)], { encoding: "utf8" })
    if (status !== 0) throw new Error(`Expected mkfifo to make named pipes in ${folder}: ${stderr}`)
    // Opened for reading and writing, so that neither we nor the program wait in `open` for the other.
    this.#stdin = openSync(this.files.stdin, constants.O_RDWR | constants.O_NONBLOCK)
    this.#outputs = (["stdout", "stderr"] as const).map((stream) => {
      const shown = new ShownOutput({ onOutput: (text) => onOutput(stream, text), onDropped, limits })
      const fd = openSync(this.files[stream], constants.O_RDONLY | constants.O_NONBLOCK)
      // A writer of our own, kept until `drain`: otherwise the output would end at the first moment without a writer.
      const keeper = openSync(this.files[stream], constants.O_WRONLY | constants.O_NONBLOCK)
      const reader = new Socket({ fd, readable: true, writable: false })
      const ended = new Promise<void>((resolve) => reader.once("close", () => resolve()))
      reader.on("error", onFailed)
      reader.on("data", (chunk) => {
        shown.push(chunk)
        const wait = onBytes(stream, chunk)
        if (!wait) return
        reader.pause()
        void wait.catch(onFailed).then(() => reader.resume())
      })
      return { reader, fd, keeper, shown, ended }
    })
  }

  /** Writes bytes to the program's stdin; resolves when the kernel has taken them all. */
  async write(bytes: Buffer): Promise<void> {
    for (let rest = bytes; rest.length > 0 && this.#isInputOpen; ) {
      try {
        rest = rest.subarray(writeSync(this.#stdin, rest))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return
        await new Promise((resolve) => setTimeout(resolve, WRITE_RETRY))
      }
    }
  }

  /** The program reads the end of its input as soon as it has opened it. */
  endInput(): void {
    if (!this.#isInputOpen) return
    this.#isInputOpen = false
    closeSync(this.#stdin)
  }

  /**
   * Resolves when all that the ended run has written was passed on.
   *
   * @param isOpen Processes that are left may still write: only what is in the pipes now is passed on.
   */
  async drain(isOpen = false): Promise<void> {
    for (const { keeper } of this.#outputs) closeSync(keeper)
    if (isOpen) for (const { reader, fd } of this.#outputs) readRest(reader, fd)
    else await Promise.all(this.#outputs.map(({ ended }) => ended))
    for (const { shown } of this.#outputs) shown.end()
  }

  close(): void {
    this.endInput()
    for (const { reader, shown } of this.#outputs) {
      reader.destroy()
      shown.close()
    }
  }
}

/** Emits what the stream and the pipe hold now. */
function readRest(reader: Socket, fd: number): void {
  reader.pause()
  while (reader.read() !== null);
  const chunk = Buffer.alloc(65536)
  try {
    for (let length = readSync(fd, chunk); length > 0; length = readSync(fd, chunk)) {
      reader.emit("data", Buffer.from(chunk.subarray(0, length)))
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error
  }
}
