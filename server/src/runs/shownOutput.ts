import { StringDecoder } from "node:string_decoder"
import type { RunLimits } from "../containment/limits.ts"
import { OutputRing } from "./outputRing.ts"
import { TokenBucket } from "./tokenBucket.ts"

export interface ShownOutputOptions {
  /** Text as the program wrote it, escape sequences included; never half a character. */
  onOutput(text: string): void
  /** So many bytes of output came faster than they could be handed on, and were thrown away. */
  onDropped(bytes: number): void
  limits: Pick<RunLimits, "viewerBytesPerSecond" | "ringBytes">
}

const FLUSH_INTERVAL = 16

/** A program's output on its way to viewers and the recording: as text, at a bounded pace, with what was lost counted. */
export class ShownOutput {
  readonly #ring: OutputRing
  readonly #pace: TokenBucket
  readonly #options: ShownOutputOptions
  #decoder = new StringDecoder("utf8")
  #timer: NodeJS.Timeout | undefined

  constructor(options: ShownOutputOptions) {
    const { viewerBytesPerSecond, ringBytes } = options.limits
    this.#options = options
    this.#ring = new OutputRing(ringBytes)
    this.#pace = new TokenBucket(viewerBytesPerSecond, ringBytes, performance.now())
  }

  push(chunk: Buffer): void {
    this.#ring.push(chunk)
    // Reads are of 4 KB at most: those of one turn of the event loop go together.
    this.#timer ??= setTimeout(() => this.#flush(), 0)
  }

  /** Hands on all that is left, at once. */
  end(): void {
    this.close()
    this.#show(this.#ring.length)
    const rest = this.#decoder.end()
    if (rest !== "") this.#options.onOutput(rest)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #flush(): void {
    this.#timer = undefined
    this.#show(this.#pace.available(performance.now()))
    if (this.#ring.length > 0) this.#timer = setTimeout(() => this.#flush(), FLUSH_INTERVAL)
  }

  #show(bytes: number): void {
    const dropped = this.#ring.takeDropped()
    if (dropped > 0) {
      this.#decoder = new StringDecoder("utf8")
      this.#options.onDropped(dropped)
    }
    const shown = this.#ring.take(bytes)
    this.#pace.spend(shown.length)
    const text = this.#decoder.write(shown)
    if (text !== "") this.#options.onOutput(text)
  }
}
