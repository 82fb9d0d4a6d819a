import type { Seq } from "@forkscope/shared/base"
import type { History } from "@forkscope/shared/history"
import type { StoreApi } from "zustand/vanilla"
import type { Feed } from "../feeds/feed.ts"
import { errorSaid } from "../i18n/problem.ts"
import type { FactsStore } from "./facts.ts"
import type { Frames } from "./frames.ts"
import type { Page } from "./page.ts"
import { type Place, Player } from "./player.ts"
import { readHistory } from "./readHistory.ts"
import type { TimeStore } from "./time.ts"

/** Bytes of a file that is opened, at most: as much as the server keeps of all recordings together. */
const LARGEST_FILE = 1 << 30

/** What playback needs of the page that it plays in; `Session` has it. */
interface PlaybackHost {
  readonly page: StoreApi<Page>
  readonly facts: FactsStore
  readonly time: TimeStore
  readonly frames: Frames
  readonly feed: Feed | null
  /** Puts what is shown into the page's address. */
  writeLink(how?: "push" | "replace"): void
  /** Shows a notification; `title` is a key of the texts. */
  toast(title: string, text: string): void
  /** Shows a run as it goes on; null: none. */
  show(run: string | null): void
  /** Shows the newest run, unless something else was chosen. */
  chooseRun(): void
  stopComparing(): void
}

/** Going through time: which recording is opened, and where in it, or in the run that goes on, the page stands. */
export class Playback {
  readonly player: Player
  readonly #host: PlaybackHost
  /** The history whose beginning is being fetched. */
  #completing: History | null = null
  #wantedPlace: (Place & { id: string }) | null = null
  #turn = 0

  constructor(host: PlaybackHost) {
    this.#host = host
    const { time, facts, frames } = host
    this.player = new Player(time, facts, frames, { onNow: () => this.live() })
  }

  /** Raised whenever something else is to be shown: the newest is what is wanted. */
  get turn(): number {
    return this.#turn
  }

  /** Whether a recording is open, or will be. */
  get isWanted(): boolean {
    return this.player.isOpen || this.#wantedPlace !== null || this.#host.time.getState().isLoading
  }

  /** Something else is shown: a recording that is still being opened no longer is. */
  overtake(): void {
    this.#turn += 1
  }

  /** Stops time: the run goes on, and what is drawn stays. With an event it goes there. */
  async pause(seq?: Seq): Promise<void> {
    const { facts, page } = this.#host
    if (this.player.isOpen) {
      if (seq === undefined) this.player.pause()
      else await this.player.seek(seq)
      this.#host.writeLink()
      return
    }
    const { run, world } = facts.getState()
    const id = page.getState().runs?.find((one) => one.id === run)?.recording ?? null
    if (id === null) this.#host.toast("time.notRecorded", "")
    else await this.open(id, { run, seq: seq ?? world.seq })
  }

  /** Pauses, or plays on; a run that is over is played from its beginning. */
  async toggle(): Promise<void> {
    const isOver = this.#host.facts.getState().world.run?.ended != null
    if (this.player.isOpen && !this.#host.time.getState().isPlaying) await this.player.play()
    else {
      const wasLive = !this.player.isOpen
      await this.pause()
      if (wasLive && isOver) await this.player.play()
    }
  }

  /** Goes to a time of the run, µs. What goes on is paused. */
  readonly seekTime = async (at: number): Promise<void> => {
    if (!this.player.isOpen) await this.pause()
    await this.player.seekTime(at)
    this.#host.writeLink("replace")
  }

  /** Goes to the next event or the one before, and says so in the page's address. */
  async step(by: 1 | -1): Promise<void> {
    if (!this.player.isOpen) await this.pause()
    await this.player.step(by)
    this.#host.writeLink("replace")
  }

  /** Back from a recording to the runs. */
  leave(): void {
    this.player.close()
    this.#host.page.setState({ window: null, slice: null })
    this.#host.show(null)
    this.#host.chooseRun()
    this.#host.writeLink()
  }

  /** Back to what happens now. What is drawn stays until that is there. */
  live(): void {
    const { run } = this.#host.facts.getState()
    if (!this.player.isOpen || run === null) return
    this.overtake()
    this.player.close()
    this.#host.page.setState({ window: null })
    this.#host.feed?.watch(run)
    this.#host.writeLink()
  }

  /** Shows a recording of the server's; of a run that goes on, what comes of it meanwhile too. */
  async open(id: string, place: Partial<Place> = {}): Promise<void> {
    this.#host.stopComparing()
    await this.#openRecording(id, place)
  }

  async #openRecording(id: string, { run = null, ...place }: Partial<Place>): Promise<void> {
    const { feed } = this.#host
    if (!feed) return
    const more = async (from: number) => {
      try {
        return await feed.recording(id, from)
      } catch (error) {
        this.#host.toast("time.noRecording", errorSaid(error))
        return null
      }
    }
    await this.#open(() => feed.recording(id), { ...place, id, run, ...(run === null ? {} : { more }) })
  }

  /** Shows a file of the user's own, which stays on this machine. */
  async openFile(file: File): Promise<void> {
    this.#host.stopComparing()
    this.#host.page.setState({ window: null, slice: null })
    await this.#open(() => readFile(file), { id: null, run: null })
  }

  /** Wants to go to the place of a link. */
  want(place: Place & { id: string }): void {
    this.#wantedPlace = place
    this.goToPlace()
  }

  /** Goes where a link wanted to, once that can be: there has to be a feed, and it has to be known which runs are here. */
  goToPlace(): void {
    const { connection, runs } = this.#host.page.getState()
    if (!this.#wantedPlace || !(connection === "standalone" || (connection === "connected" && runs))) return
    const { id, run, seq } = this.#wantedPlace
    this.#wantedPlace = null
    if (id === this.#host.time.getState().id) void this.player.seek(seq ?? Number.MAX_SAFE_INTEGER)
    else {
      // Another server calls other runs by the same names.
      const isHere = runs?.some((one) => one.id === run && one.recording === id)
      void this.#openRecording(id, { run: isHere ? run : null, ...(seq === undefined ? {} : { seq }) })
    }
  }

  /** Fetches what was before this page began to watch. */
  async completeHistory(): Promise<void> {
    const { facts, page, feed, frames } = this.#host
    const { run, history } = facts.getState()
    const id = page.getState().runs?.find((one) => one.id === run)?.recording
    if (this.#completing === history || history.hasForgotten || this.player.isOpen || !id || !feed) return
    this.#completing = history
    const isWanted = () => facts.getState().history === history
    try {
      await frames.complete(async (whole) => {
        const { Recording } = await import("@forkscope/shared/recording")
        await readHistory(await Recording.open(await feed.recording(id)), whole, { isWanted })
      })
    } catch (error) {
      // Whoever looks there again asks again.
      this.#completing = null
      if (isWanted()) this.#host.toast("time.noPast", errorSaid(error))
    }
  }

  async #open(fetched: () => Promise<Uint8Array>, place: Place): Promise<void> {
    const { time, feed } = this.#host
    const turn = ++this.#turn
    time.setState({ isLoading: true })
    try {
      const bytes = await fetched()
      // Whoever chose something else meanwhile stays there.
      const isWanted = () => turn === this.#turn
      if (!isWanted() || !(await this.player.open(bytes, place, isWanted))) return
      if (place.run === null) feed?.watch(null)
      this.#host.writeLink()
    } catch (error) {
      this.#host.toast("time.noRecording", errorSaid(error))
    } finally {
      if (turn === this.#turn) {
        time.setState({ isLoading: false })
        // A link to what is no longer there leads to the newest run.
        this.#host.chooseRun()
      }
    }
  }
}

/** @throws Error with a sentence for the user. */
async function readFile(file: File): Promise<Uint8Array> {
  if (file.size > LARGEST_FILE) {
    throw new Error(`Expected a recording of at most 1 GB, got ${(file.size / 1e9).toFixed(1)} GB: ${file.name}`)
  }
  try {
    return new Uint8Array(await file.arrayBuffer())
  } catch (cause) {
    throw new Error(`Expected to read ${file.name}, but the browser says: ${(cause as Error).message}`, { cause })
  }
}
