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

/** Bytes of the largest file that can be opened: as much as the server keeps of all recordings together. */
const LARGEST_FILE = 1 << 30

/** The parts of the page that playback needs; `Session` has them. */
interface PlaybackHost {
  readonly page: StoreApi<Page>
  readonly facts: FactsStore
  readonly time: TimeStore
  readonly frames: Frames
  readonly feed: Feed | null
  /** Writes what is shown into the page's address. */
  writeLink(how?: "push" | "replace"): void
  /** Shows a notification; `title` is a text key. */
  toast(title: string, text: string): void
  /** Watches a run live; null: none. */
  show(run: string | null): void
  /** Watches the newest run, unless another one was chosen. */
  chooseRun(): void
  stopComparing(): void
}

/** Moving through time: which recording is open, and the time that the page shows. */
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

  /** Raised by each request to show something else; only the newest request counts. */
  get turn(): number {
    return this.#turn
  }

  /** Whether a recording is open or being opened. */
  get isWanted(): boolean {
    return this.player.isOpen || this.#wantedPlace !== null || this.#host.time.getState().isLoading
  }

  /** Something else is shown, so a recording that is still being opened will not be. */
  overtake(): void {
    this.#turn += 1
  }

  /** Pauses what is drawn; the run itself goes on. With `seq`, goes to that event. */
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

  /** Pauses or plays; a run that is over is played from its beginning. */
  async toggle(): Promise<void> {
    const isOver = this.#host.facts.getState().world.run?.ended != null
    if (this.player.isOpen && !this.#host.time.getState().isPlaying) await this.player.play()
    else {
      const wasLive = !this.player.isOpen
      await this.pause()
      if (wasLive && isOver) await this.player.play()
    }
  }

  /** Goes to a time of the run, µs. A live run is paused. */
  readonly seekTime = async (at: number): Promise<void> => {
    if (!this.player.isOpen) await this.pause()
    await this.player.seekTime(at)
    this.#host.writeLink("replace")
  }

  /** Goes to the next or previous event, and updates the page's address. */
  async step(by: 1 | -1): Promise<void> {
    if (!this.player.isOpen) await this.pause()
    await this.player.step(by)
    this.#host.writeLink("replace")
  }

  /** Closes the recording and returns to the runs. */
  leave(): void {
    this.player.close()
    this.#host.page.setState({ window: null, slice: null })
    this.#host.show(null)
    this.#host.chooseRun()
    this.#host.writeLink()
  }

  /** Returns to the present. The picture stays until its snapshot has come. */
  live(): void {
    const { run } = this.#host.facts.getState()
    if (!this.player.isOpen || run === null) return
    this.overtake()
    this.player.close()
    this.#host.page.setState({ window: null })
    this.#host.feed?.watch(run)
    this.#host.writeLink()
  }

  /** Opens a recording of the server; if its run goes on, with the events to come. */
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

  /** Opens a file of the user. It is not uploaded. */
  async openFile(file: File): Promise<void> {
    this.#host.stopComparing()
    this.#host.page.setState({ window: null, slice: null })
    await this.#open(() => readFile(file), { id: null, run: null })
  }

  /** Goes to the place of a link as soon as that is possible. */
  want(place: Place & { id: string }): void {
    this.#wantedPlace = place
    this.goToPlace()
  }

  /** Goes to the requested place, if any, once the connection and the list of runs are known. */
  goToPlace(): void {
    const { connection, runs } = this.#host.page.getState()
    if (!this.#wantedPlace || !(connection === "standalone" || (connection === "connected" && runs))) return
    const { id, run, seq } = this.#wantedPlace
    this.#wantedPlace = null
    if (id === this.#host.time.getState().id) void this.player.seek(seq ?? Number.MAX_SAFE_INTEGER)
    else {
      // Run ids are per server, so the same id may be another run.
      const isHere = runs?.some((one) => one.id === run && one.recording === id)
      void this.#openRecording(id, { run: isHere ? run : null, ...(seq === undefined ? {} : { seq }) })
    }
  }

  /** Fetches the time before this page began to watch. */
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
      // The next call tries again.
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
      // The user may have chosen something else meanwhile.
      const isWanted = () => turn === this.#turn
      if (!isWanted() || !(await this.player.open(bytes, place, isWanted))) return
      if (place.run === null) feed?.watch(null)
      this.#host.writeLink()
    } catch (error) {
      this.#host.toast("time.noRecording", errorSaid(error))
    } finally {
      if (turn === this.#turn) {
        time.setState({ isLoading: false })
        // If the link's recording does not exist any more, the newest run is shown.
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
