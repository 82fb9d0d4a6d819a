import { StringDecoder } from "node:string_decoder"
import type { RunLimits } from "../containment/limits.ts"
import { OutputRing } from "./outputRing.ts"
import { TokenBucket } from "./tokenBucket.ts"

export interface ShownOutputOptions {
  /** Text as the program wrote it, escape sequences included; never an incomplete character. */
  onOutput(text: string): void
  /** This many bytes of output were discarded, because they came faster than they could be passed on. */
  onDropped(bytes: number): void
  limits: Pick<RunLimits, "viewerBytesPerSecond" | "ringBytes">
}

const FLUSH_INTERVAL = 16

/** A program's output for viewers and the recording: as text, at a limited rate; lost bytes are counted. */
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
    // One read returns 4 KB at most: the reads of one turn of the event loop are joined.
    this.#timer ??= setTimeout(() => this.#flush(), 0)
  }

  /** Passes on all remaining output at once. */
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
