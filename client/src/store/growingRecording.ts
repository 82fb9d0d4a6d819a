import { Recording } from "@forkscope/shared/recording"

/** Fetches a recording's bytes from offset `from` on; null: not available. */
export type More = (from: number) => Promise<Uint8Array | null>

/** An open recording; while its run goes on, it can read what is appended to the file. */
export class GrowingRecording {
  readonly #more: More | null
  #bytes: Uint8Array
  #recording: Recording

  private constructor(bytes: Uint8Array, recording: Recording, more: More | null) {
    this.#bytes = bytes
    this.#recording = recording
    this.#more = more
  }

  /** @throws Error with a sentence for the user when the bytes are no recording. */
  static async open(bytes: Uint8Array, more: More | null): Promise<GrowingRecording> {
    return new GrowingRecording(bytes, await Recording.open(bytes), more)
  }

  get recording(): Recording {
    return this.#recording
  }

  get mayGrow(): boolean {
    return this.#more !== null
  }

  /** Reads the appended part of the file. @returns whether there was any. */
  async grow(): Promise<boolean> {
    const fresh = await this.#more?.(this.#bytes.length)
    if (!fresh || fresh.length === 0) return false
    const bytes = new Uint8Array(this.#bytes.length + fresh.length)
    bytes.set(this.#bytes)
    bytes.set(fresh, this.#bytes.length)
    this.#bytes = bytes
    const before = this.#recording.seq
    this.#recording = await Recording.open(bytes)
    return this.#recording.seq > before
  }
}
