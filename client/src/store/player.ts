import type { ForkscopeEvent } from "@forkscope/shared/events"
import { History } from "@forkscope/shared/history"
import type { Recording } from "@forkscope/shared/recording"
import { isMeasurement } from "@forkscope/shared/world"
import { busiestAt } from "./busiest.ts"
import type { FactsStore } from "./facts.ts"
import type { Frames } from "./frames.ts"
import type { GrowingRecording, More } from "./growingRecording.ts"
import { readHistory } from "./readHistory.ts"
import { NOW, type Speed, type Time, type TimeStore } from "./time.ts"

/** Events before the playhead that the events panel lists. */
const TOLD = 1000
/** Events fetched at a time during playback. */
const AHEAD = 2000
/** µs behind a live run within which playback counts as having caught up. */
const NEAR = 1_000_000

/** A recording to open, and the place to show. */
export interface Place {
  /** Id of the recording on the server; null for a file of the user. */
  readonly id: string | null
  readonly run: string | null
  /** The event to show. */
  readonly seq?: number
  /** Reads the appended part of its file, where its run may go on. */
  readonly more?: More
}

/** Calls back with the time, ms, before each frame until the returned function is called. */
export type Ticker = (onFrame: (now: number) => void) => () => void

const everyFrame: Ticker = (onFrame) => {
  let frame = requestAnimationFrame(function next(now) {
    frame = requestAnimationFrame(next)
    onFrame(now)
  })
  return () => cancelAnimationFrame(frame)
}

interface PlayerOptions {
  ticker?: Ticker
  /** Called when playback has caught up with the live run. */
  onNow?: () => void
}

/** Plays a recording into the facts, so that every panel shows the same as when it happened live. */
export class Player {
  readonly #time: TimeStore
  readonly #facts: FactsStore
  readonly #frames: Frames
  readonly #ticker: Ticker
  readonly #onNow: () => void
  #growing: GrowingRecording | null = null
  /** Number of the newest seek; earlier ones that are still being read are dropped. */
  #wanted = 0
  #stopTicking: (() => void) | null = null

  constructor(
    time: TimeStore,
    facts: FactsStore,
    frames: Frames,
    { ticker = everyFrame, onNow = () => {} }: PlayerOptions = {},
  ) {
    this.#time = time
    this.#facts = facts
    this.#frames = frames
    this.#ticker = ticker
    this.#onNow = onNow
  }

  get isOpen(): boolean {
    return this.#time.getState().recording !== null
  }

  /**
   * Opens a recording at one of its events; by default where most of its processes are alive, or at its end.
   *
   * @param run The recording's run on this server, if it is here.
   * @param isWanted Asked after reading: the user may have chosen something else meanwhile.
   * @returns whether it is shown.
   * @throws Error with a sentence for the user when the bytes are no recording.
   */
  async open(bytes: Uint8Array, { id, run, seq, more }: Place, isWanted = () => true): Promise<boolean> {
    // Loaded on demand: watching live does not need the file parser.
    const { GrowingRecording } = await import("./growingRecording.ts")
    const growing = await GrowingRecording.open(bytes, more ?? null)
    if (!isWanted()) return false
    const { recording } = growing
    this.#stop()
    this.#growing = growing
    const time = { ...NOW, recording, id, speed: this.#time.getState().speed }
    const turn = await this.#show(
      recording,
      seq ?? (await firstShown(recording)),
      run,
      time,
      this.#historyOf(recording, run),
    )
    if (turn !== this.#wanted) return false
    void this.#read(recording)
    return true
  }

  /** The history kept while the run was watched, if it is complete. */
  #historyOf(recording: Recording, run: string | null): History {
    const { history, run: watched } = this.#facts.getState()
    const isWhole = run !== null && run === watched && history.from === 0 && history.world.seq >= recording.seq
    return isWhole ? history : new History()
  }

  async #read(recording: Recording): Promise<void> {
    const { history } = this.#facts.getState()
    if (history.world.seq >= recording.seq) return
    const isWanted = () => this.#facts.getState().history === history && this.#time.getState().recording === recording
    await readHistory(recording, history, {
      isWanted,
      onNews: (read) => {
        // Reading may find damage in the middle of the file.
        this.#time.setState({ read, damage: recording.damage })
        this.#facts.setState(({ version }) => ({ version: version + 1 }))
      },
    })
  }

  /** Returns to the present. */
  close(): void {
    this.#stop()
    this.#wanted += 1
    this.#growing = null
    this.#time.setState({ ...NOW, speed: this.#time.getState().speed })
  }

  /** Goes to an event and pauses there. */
  async seek(seq: number): Promise<void> {
    this.pause()
    await this.#goTo(seq)
  }

  /** Goes to a time, µs, and pauses there. */
  async seekTime(at: number): Promise<void> {
    this.pause()
    const { recording } = this.#time.getState()
    const turn = ++this.#wanted
    const seq = await recording?.seqAt(at)
    if (seq !== undefined && turn === this.#wanted) await this.#goTo(seq)
  }

  /** Goes to the next or previous event that is not a measurement. */
  async step(by: 1 | -1): Promise<void> {
    this.pause()
    const turn = this.#wanted
    if (by > 0 && this.#isAtEnd) await this.#grow()
    const { recording } = this.#time.getState()
    if (!recording || turn !== this.#wanted) return
    const { seq } = this.#facts.getState().world
    await this.#goTo(by > 0 ? await nextOf(recording, seq) : await lastBefore(recording, seq))
  }

  setSpeed(speed: Speed): void {
    this.#time.setState({ speed })
  }

  pause(): void {
    this.#wanted += 1
    this.#stop()
    this.#time.setState({ isPlaying: false })
  }

  /** Plays on. At the end: continues with what a live run appended, else starts from the beginning. */
  async play(): Promise<void> {
    if (!this.isOpen || this.#time.getState().isPlaying) return
    if (!this.#isAtEnd) return this.#run()
    const turn = ++this.#wanted
    const end = await this.#grow()
    if (turn !== this.#wanted) return
    if (end === "now") return this.#onNow()
    if (end === "end") await this.#goTo(0)
    await this.#run()
  }

  /** Plays up to the present end of the recording. */
  async #run(): Promise<void> {
    const { recording } = this.#time.getState()
    if (!recording) return
    this.#time.setState({ isPlaying: true })
    let before: number | null = null
    let at = this.#facts.getState().world.at
    let ready: ForkscopeEvent[] = []
    let fetched = this.#facts.getState().world.seq
    let isFetching = false
    const fetchMore = async () => {
      isFetching = true
      const more = await recording.events(fetched, fetched + AHEAD)
      fetched += AHEAD
      ready = [...ready, ...more]
      isFetching = false
    }
    const turn = ++this.#wanted
    await fetchMore()
    // Paused or moved meanwhile.
    if (turn !== this.#wanted) return
    this.#stopTicking = this.#ticker((now) => {
      at += before === null ? 0 : (now - before) * 1000 * this.#time.getState().speed
      before = now
      const due = ready.findIndex((event) => event.at > at)
      const batch = due < 0 ? ready : ready.slice(0, due)
      ready = due < 0 ? [] : ready.slice(due)
      this.#frames.add(batch)
      if (ready.length < AHEAD / 2 && fetched < recording.seq && !isFetching) void fetchMore()
      // The clock must not pass events that are still being fetched.
      if (ready.length === 0 && isFetching) at = Math.min(at, this.#facts.getState().world.at)
      if (!this.#isAtEnd || isFetching) return
      if (this.#growing?.mayGrow) void this.#playOn()
      else this.pause()
    })
  }

  /** Continues after the end, if anything was appended. */
  async #playOn(): Promise<void> {
    this.#stop()
    const turn = this.#wanted
    const end = await this.#grow()
    if (turn !== this.#wanted) return
    if (end === "longer") return this.#run()
    this.pause()
    if (end === "now") this.#onNow()
  }

  get #isAtEnd(): boolean {
    const { recording } = this.#time.getState()
    return recording !== null && this.#facts.getState().world.seq >= recording.seq
  }

  /**
   * Reads what was appended: "longer", it can be played; "now", nothing or almost nothing yet; "end", the run is over.
   */
  async #grow(): Promise<"longer" | "now" | "end"> {
    const { world } = this.#facts.getState()
    const growing = this.#growing
    if (!growing?.mayGrow || world.run?.ended) return "end"
    if (!(await growing.grow())) return "now"
    if (growing !== this.#growing) return "end"
    const { recording } = growing
    this.#time.setState({ recording })
    void this.#read(recording)
    // Playback slower than real time would fall behind again at once, however close it is.
    if (recording.at - world.at > NEAR || this.#time.getState().speed < 1) return "longer"
    const rest = await recording.events(world.seq, recording.seq)
    return rest.some(({ type }) => type === "run.ended") ? "longer" : "now"
  }

  async #goTo(seq: number): Promise<void> {
    const { recording } = this.#time.getState()
    if (recording) await this.#show(recording, Math.max(0, Math.min(seq, recording.seq)), this.#facts.getState().run)
  }

  /** Changes picture and events together. @returns the number of this seek; a newer one may have replaced it. */
  async #show(
    recording: Recording,
    seq: number,
    run: string | null,
    time: Partial<Time> = {},
    history: History = this.#facts.getState().history,
  ): Promise<number> {
    const turn = ++this.#wanted
    const world = await recording.worldAt(seq)
    const tail = await recording.events(Math.max(0, world.seq - TOLD), world.seq)
    if (turn === this.#wanted) {
      this.#time.setState({ ...time, damage: recording.damage })
      this.#frames.show({ run, world, tail, history })
    }
    return turn
  }

  #stop(): void {
    this.#stopTicking?.()
    this.#stopTicking = null
  }
}

/** The event at which a recording opens. */
async function firstShown(recording: Recording): Promise<number> {
  const at = busiestAt(await recording.worldAt(recording.seq))
  return at === null ? recording.seq : recording.seqAt(at)
}

async function nextOf(recording: Recording, seq: number): Promise<number> {
  for (let from = seq; from < recording.seq; from += TOLD) {
    const found = (await recording.events(from, from + TOLD)).find((event) => !isMeasurement(event))
    if (found) return found.seq
  }
  return recording.seq
}

async function lastBefore(recording: Recording, seq: number): Promise<number> {
  for (let to = seq - 1; to > 0; to -= TOLD) {
    const found = (await recording.events(Math.max(0, to - TOLD), to)).findLast((event) => !isMeasurement(event))
    if (found) return found.seq
  }
  return 0
}
