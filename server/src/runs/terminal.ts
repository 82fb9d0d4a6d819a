import { spawn } from "node:child_process"
import { closeSync, readSync, writeSync } from "node:fs"
import { createRequire } from "node:module"
import { ReadStream } from "node:tty"
import { DEFAULT_LIMITS, type RunLimits } from "../containment/limits.ts"
import { ShownOutput } from "./shownOutput.ts"
import { TokenBucket } from "./tokenBucket.ts"

export interface TerminalOptions {
  cols: number
  rows: number
  /** Text as the program wrote it, escape sequences included; never an incomplete character. */
  onOutput(text: string): void
  /** This many bytes of output were discarded, because they came faster than they could be passed on. */
  onDropped?(bytes: number): void
  /** Every byte as it is read, none dropped: to show the program on the user's own terminal. */
  onBytes?(chunk: Buffer): void
  /** The output can't be read any more. */
  onFailed?(error: unknown): void
  limits?: Pick<RunLimits, "outputBytesPerSecond" | "viewerBytesPerSecond" | "ringBytes">
}

/**
 * node-pty's compiled part. Its own `open()` reads from the slave side at once, which consumes the program's input, and
 * it can't be closed afterwards; so we use only the descriptors and read the master side ourselves.
 */
interface NativePty {
  open(cols: number, rows: number): { master: number; slave: number; pty: string }
  resize(master: number, cols: number, rows: number): void
}

const READ_BURST_MS = 100
const WRITE_RETRY = 10
/** Bytes of input that the program hasn't read yet; more is refused. */
const MAX_INPUT = 64 * 1024

/** A program in Perl: passes on what the terminal on its stdin gives, until nobody has its other end open any more. */
const PASS_ON = `
  $0 = 'forkscope: passes on output';
  vec(my $in, 0, 1) = 1;
  TERMINAL: while (1) {
    select my $ready = $in, undef, undef, undef;
    my $length = sysread STDIN, my $bytes, 65536;
    next if !defined $length && $!{EAGAIN};
    last if !$length;
    while ($bytes ne '') { substr($bytes, 0, syswrite(STDOUT, $bytes) // last TERMINAL) = '' }
  }`

let native: NativePty | undefined

function loadNative(): NativePty {
  native ??= createRequire(import.meta.url)("@lydell/node-pty/requireBinary.js").requireBinary("pty.node") as NativePty
  return native
}

/** Opens a pseudo-terminal for a program that the warden starts. Throws where node-pty has no binary. */
export function openTerminal(options: TerminalOptions): Terminal {
  return new Terminal(options)
}

/** The server's end of a program's terminal. Close it when the run has ended. */
export class Terminal {
  /**
   * The program's end. We keep it open too until `drain`: otherwise the output would end when no process has it open.
   */
  readonly slavePath: string
  readonly #master: number
  #slave: number | undefined
  readonly #reader: ReadStream
  readonly #reading: TokenBucket
  readonly #shown: ShownOutput
  readonly #onBytes: (chunk: Buffer) => void
  #input = Buffer.alloc(0)
  #isPaused = false
  #isClosed = false
  #readTimer: NodeJS.Timeout | undefined
  #writeTimer: NodeJS.Timeout | undefined

  constructor({
    cols,
    rows,
    onOutput,
    onDropped = () => {},
    onBytes = () => {},
    onFailed = () => {},
    limits = DEFAULT_LIMITS,
  }: TerminalOptions) {
    const { outputBytesPerSecond } = limits
    this.#reading = new TokenBucket(
      outputBytesPerSecond,
      (outputBytesPerSecond * READ_BURST_MS) / 1000,
      performance.now(),
    )
    this.#shown = new ShownOutput({ onOutput, onDropped, limits })
    this.#onBytes = onBytes
    const { master, slave, pty } = loadNative().open(cols, rows)
    this.slavePath = pty
    this.#master = master
    this.#slave = slave
    this.#reader = new ReadStream(master)
    this.#reader.on("data", (chunk: Buffer) => this.#take(chunk))
    // Once the slave side is closed, EIO is the end of the output.
    this.#reader.on("error", (error) => this.#slave !== undefined && onFailed(error))
  }

  /**
   * Writes input to the terminal. Never blocks: what the program doesn't read waits here.
   *
   * @returns false if too much is waiting already; then none of the text was accepted.
   */
  write(text: string): boolean {
    const bytes = Buffer.from(text)
    if (this.#isClosed || this.#input.length + bytes.length > MAX_INPUT) return false
    this.#input = Buffer.concat([this.#input, bytes])
    if (this.#writeTimer === undefined) this.#writeInput()
    return true
  }

  /** The program gets SIGWINCH. */
  resize(cols: number, rows: number): void {
    if (!this.#isClosed) loadNative().resize(this.#master, cols, rows)
  }

  /** Stops reading: a program that keeps writing will block. */
  pause(): void {
    this.#isPaused = true
    this.#reader.pause()
  }

  resume(): void {
    this.#isPaused = false
    if (this.#readTimer === undefined && !this.#isClosed) this.#reader.resume()
  }

  /**
   * Passes on all that the ended run has written, before it returns. Call it when all processes of the run have ended:
   * then the kernel holds all the output that is left.
   */
  drain(): void {
    if (this.#isClosed) return
    this.#closeSlave()
    this.#reader.pause()
    while (this.#reader.read() !== null); // data that `pause` left in the stream is emitted
    for (let chunk = this.#readNow(); chunk.length > 0; chunk = this.#readNow()) this.#push(chunk)
    this.#shown.end()
  }

  /**
   * Has a process of its own write to our stdout what processes that were left behind write later; without it the kernel
   * would refuse it. It ends when the last of them has closed the terminal.
   */
  passOn(): void {
    if (this.#isClosed) return
    const stdio = [this.#master, "inherit", "ignore"] as const
    // Where there is no Perl, what is written later is lost.
    spawn("perl", ["-e", PASS_ON], { stdio: [...stdio], detached: true })
      .on("error", () => {})
      .unref()
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const timer of [this.#readTimer, this.#writeTimer]) clearTimeout(timer)
    this.#shown.close()
    this.#closeSlave()
    this.#reader.destroy()
  }

  #take(chunk: Buffer): void {
    this.#push(chunk)
    this.#reading.spend(chunk.length)
    const debt = this.#reading.debt(performance.now())
    if (debt > 0 && this.#readTimer === undefined) {
      this.#reader.pause()
      this.#readTimer = setTimeout(() => {
        this.#readTimer = undefined
        if (!this.#isPaused) this.#reader.resume()
      }, debt)
    }
  }

  #push(chunk: Buffer): void {
    this.#onBytes(chunk)
    this.#shown.push(chunk)
  }

  /** What the kernel holds, or nothing: EIO when the slave side is closed, EAGAIN when a leaked process has it open. */
  #readNow(): Buffer {
    const chunk = Buffer.allocUnsafe(65536)
    try {
      return chunk.subarray(0, readSync(this.#master, chunk))
    } catch {
      return chunk.subarray(0, 0)
    }
  }

  #writeInput(): void {
    this.#writeTimer = undefined
    try {
      // The descriptor is non-blocking. libuv would block for ever on a terminal whose program reads nothing.
      while (this.#input.length > 0) this.#input = this.#input.subarray(writeSync(this.#master, this.#input))
    } catch (error) {
      const isFull = error instanceof Error && "code" in error && error.code === "EAGAIN"
      if (isFull) this.#writeTimer = setTimeout(() => this.#writeInput(), WRITE_RETRY)
      else this.#input = Buffer.alloc(0)
    }
  }

  #closeSlave(): void {
    if (this.#slave !== undefined) closeSync(this.#slave)
    this.#slave = undefined
  }
}
