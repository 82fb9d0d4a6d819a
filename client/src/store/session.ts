import type { Site } from "@forkscope/shared/events"
import type { RecordingLabel } from "@forkscope/shared/recording"
import type { Answer, CommandInput, CommandName, CommandResults, RunSummary } from "@forkscope/shared/socket"
import type { EntityRef } from "@forkscope/shared/world"
import { createNotificationsStore, notifications } from "@mantine/notifications"
import { EMBEDDED } from "../feeds/embedded.ts"
import type { Connection, Feed, FeedListener } from "../feeds/feed.ts"
import type { Window } from "../scenes/timeline/window.ts"
import { createComparing, type First, NOT_COMPARING, type Other } from "./comparing.ts"
import { createFacts } from "./facts.ts"
import { FindingsWatch } from "./findings.ts"
import { Frames, type Scheduler } from "./frames.ts"
import { type Link, readLink, type Tab, writeLink } from "./link.ts"
import { createPage, type Dialog } from "./page.ts"
import { Playback } from "./playback.ts"
import { createPrograms } from "./program.ts"
import { runNow } from "./runNow.ts"
import { createTime } from "./time.ts"

/** The program of the first visit. */
export const DEMO = {
  name: "Pool(3), ten tasks",
  lines: ["const pool = new Pool(3)", "for (let i = 0; i < 10; i++) pool.applyAsync(worker, [i])"],
}

/** ms without another move after which the shown range is written into the address. */
const SETTLED = 300

/** One page and its feed: the stores, and every action of the controls. */
export class Session {
  readonly facts = createFacts()
  readonly page = createPage()
  readonly programs = createPrograms()
  readonly time = createTime()
  readonly comparing = createComparing()
  readonly findings = new FindingsWatch(
    () => this.#shown(),
    (look) => this.facts.subscribe((next, before) => next.epoch !== before.epoch && look()),
  )
  /** Temporary notifications; each title is a text key. */
  readonly toasts = createNotificationsStore()
  readonly frames: Frames
  readonly playback: Playback
  #feed: Feed | null = null
  #isFirstVisit = true
  /** The newest run, made by this page: the list of runs may not contain it yet. */
  #made: string | null = null
  #addressDue: ReturnType<typeof setTimeout> | null = null

  constructor(schedule?: Scheduler) {
    this.frames = new Frames(this.facts, schedule)
    this.playback = new Playback(this)
  }

  /** While the past is shown, findings are those of that time. */
  #shown() {
    const { world } = this.facts.getState()
    const isNow = this.page.getState().connection === "connected" && !this.playback.player.isOpen
    return { world, now: runNow(world, isNow, Date.now()) }
  }

  get feed(): Feed | null {
    return this.#feed
  }

  /** Opens the feed; without a feed (no token) the page says why. */
  start(open: (listener: FeedListener) => Feed | null): void {
    this.#follow(readLink(location.hash))
    window.addEventListener("popstate", this.#onPopState)
    this.#feed = open({
      onConnection: (connection) => this.#onConnection(connection),
      onWelcome: (welcome) => {
        this.page.setState({ welcome })
        this.chooseRun()
      },
      onRuns: (runs) => {
        this.page.setState({ runs })
        this.playback.goToPlace()
        this.chooseRun()
      },
      // While the past is shown, live events are ignored: returning to the present requests a new snapshot.
      onSnapshot: (snapshot) => {
        if (!this.playback.player.isOpen) this.frames.replace(snapshot)
      },
      onEvents: (_, events) => {
        if (!this.playback.player.isOpen) this.frames.add(events)
      },
    })
    if (!this.#feed) this.page.setState({ connection: "tokenMissing" })
    else if (this.facts.getState().run) this.#feed.watch(this.facts.getState().run)
  }

  /**
   * Starts without a server, with the embedded recording if there is one; other recordings can be dropped on the page.
   */
  startStandalone(feed: Feed | null): void {
    this.#feed = feed
    this.page.setState({ connection: "standalone" })
    this.#follow(readLink(location.hash))
    window.addEventListener("popstate", this.#onPopState)
  }

  stop(): void {
    window.removeEventListener("popstate", this.#onPopState)
    if (this.#addressDue) clearTimeout(this.#addressDue)
    this.#feed?.close()
    this.#feed = null
  }

  watch(run: string | null): void {
    this.stopComparing()
    if (run === this.facts.getState().run && !this.playback.player.isOpen) return
    this.playback.player.close()
    this.show(run)
    this.page.setState({ selected: null, slice: null, window: null, openError: null })
    this.writeLink()
  }

  /** Lets the user choose the run to compare with. */
  chooseOther(first: First | null = null): void {
    this.comparing.setState({ first })
    this.openDialog("compare")
  }

  /** Compares what is shown with another recording. @param first Is shown before the comparison starts. */
  async compare(other: Other, first: First | null = null): Promise<void> {
    if (first?.run) this.watch(first.run)
    else if (first && first.recording !== this.time.getState().id) await this.playback.open(first.recording)
    this.comparing.setState({ other, end: null, first: null })
    this.page.setState({ window: null, slice: null })
    this.writeLink()
  }

  stopComparing(): void {
    if (this.comparing.getState().other === null) return
    this.comparing.setState(NOT_COMPARING)
    this.page.setState({ window: null })
    this.writeLink()
  }

  select(selected: EntityRef | null): void {
    const before = this.page.getState().selected
    const { slice } = this.page.getState()
    if (before?.kind === selected?.kind && before?.id === selected?.id && slice === null) return
    this.page.setState({ selected, slice: null, openError: null })
    this.writeLink()
  }

  /** Selects a slice of the timeline and its process. */
  readonly selectSlice = (proc: number, slice: number): void => {
    this.page.setState({ selected: { kind: "process", id: proc }, slice, openError: null })
    this.writeLink()
  }

  /** Shows a range of time; null: the whole recording, or the range that follows now. */
  readonly showWindow = (window: Window | null): void => {
    this.page.setState({ window })
    // Browsers refuse too frequent changes of the address.
    if (this.#addressDue) clearTimeout(this.#addressDue)
    this.#addressDue = setTimeout(() => this.writeLink("replace"), SETTLED)
    if (window && window.start < this.facts.getState().history.from) void this.playback.completeHistory()
  }

  openTab(tab: Tab): void {
    if (tab === this.page.getState().tab) return
    this.page.setState({ tab })
    this.writeLink()
  }

  /** Shows a line of the program in the code panel; does nothing if the file is unknown. */
  openSource({ file, line }: Site): void {
    if (this.facts.getState().world.sources[file] === undefined) return
    this.page.setState({ source: { file, line } })
    this.openTab("code")
  }

  openDialog(dialog: Dialog | null): void {
    this.page.setState({ dialog })
  }

  /** Shows a task with its error open. This does not count as the program having read the error. */
  openError(task: number): void {
    this.select({ kind: "task", id: task })
    this.page.setState({ openError: task })
  }

  /** Sends a command and shows a refusal. @returns its result, or null. */
  async command<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<CommandResults[Name] | null> {
    const answer = await this.ask(name, input)
    if (answer.ok) return answer.result
    // Without a feed the command was not sent to a server; the page already says that there is none.
    if (this.#feed) this.toast(`refused.${answer.code}`, answer.message)
    return null
  }

  /** Sends a command; the caller handles a refusal. */
  async ask<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<Answer<CommandResults[Name]>> {
    if (!this.#feed) return { ok: false, code: "UNAUTHENTICATED", message: "this page has no token" }
    return this.#feed.command(name, input)
  }

  /** Changes a recording's name or note. @returns whether the server accepted. */
  async relabel(id: string, label: RecordingLabel): Promise<boolean> {
    if (!(await this.command("recording.label", { recording: id, ...label }))) return false
    const { recording, id: shown } = this.time.getState()
    if (recording && shown === id) {
      recording.label = { ...recording.label, ...label }
      // The recording is the same object: it is set again so that components render its new name.
      this.time.setState({ recording })
    }
    return true
  }

  /** Sends lines to the watched lab, in order. */
  async submit(...lines: string[]): Promise<boolean> {
    const { run } = this.facts.getState()
    return run !== null && (await this.#submitTo(run, lines))
  }

  async #submitTo(run: string, lines: readonly string[]): Promise<boolean> {
    for (const code of lines) if (!(await this.command("lab.submit", { run, code }))) return false
    return true
  }

  async newLab(name?: string): Promise<string | null> {
    const made = await this.command("lab.create", name ? { name } : {})
    if (!made) return null
    this.watchNew(made.run)
    return made.run
  }

  /** Watches a run that was just made. */
  watchNew(run: string): void {
    this.#made = run
    this.watch(run)
  }

  /** Loads the list of bundled programs, unless it is loaded. */
  async loadPrograms(): Promise<void> {
    if (this.programs.getState().bundled) return
    const answer = await this.ask("programs.list", {})
    if (answer.ok) this.programs.setState({ bundled: answer.result.programs, listTrouble: null })
    else this.programs.setState({ listTrouble: answer.message })
  }

  /** @param title Text key. */
  toast(title: string, text: string, tone: "failed" | "plain" = "failed"): void {
    notifications.show({ title, message: text, "data-tone": tone }, this.toasts)
  }

  closeToast(id: string): void {
    notifications.hide(id, this.toasts)
  }

  #onConnection(connection: Connection): void {
    // A restarted server numbers its runs from the beginning.
    if (connection === "disconnected") this.#made = null
    this.page.setState({ connection })
    this.playback.goToPlace()
  }

  /**
   * Watches the newest run unless another one was chosen. On a first visit there is none, so a small one is started.
   */
  chooseRun(): void {
    const { runs, welcome } = this.page.getState()
    if (!runs || !welcome || this.playback.isWanted) return
    const isFirst = this.#isFirstVisit
    this.#isFirstVisit = false
    const { run } = this.facts.getState()
    if (run && (run === this.#made || runs.some(({ id }) => id === run))) return
    if (runs.length > 0) {
      this.show(newestOf(runs))
      this.writeLink("replace")
    } else if (isFirst && welcome.canAct) void this.#demo()
    else if (run) this.watch(null)
  }

  async #demo(): Promise<void> {
    const turn = this.playback.turn
    const made = await this.command("lab.create", { name: DEMO.name })
    if (!made) return
    // The user may have opened something else meanwhile.
    if (turn === this.playback.turn) this.watchNew(made.run)
    await this.#submitTo(made.run, DEMO.lines)
  }

  /** Clears the page and watches a run. */
  show(run: string | null): void {
    this.playback.overtake()
    this.frames.begin(run)
    this.#feed?.watch(run)
  }

  #follow({ run, recording, compare, at, selected, slice, window, tab }: Link): void {
    const isStandalone = this.page.getState().connection === "standalone"
    const id = recording ?? (isStandalone ? EMBEDDED : null)
    if (id !== null) this.playback.want({ id, run, ...(at === null ? {} : { seq: at }) })
    else if (run !== this.facts.getState().run || this.playback.player.isOpen) {
      this.playback.player.close()
      this.show(run)
    }
    this.comparing.setState({ other: compare === null ? null : { id: compare, file: null }, end: null })
    this.page.setState({ selected, slice, window, tab, openError: null })
  }

  readonly #onPopState = () => this.#follow(readLink(location.hash))

  /** The fragment of a link to what is shown. */
  link(): string {
    const { selected, slice, window, tab } = this.page.getState()
    const { run, world } = this.facts.getState()
    const { recording, id } = this.time.getState()
    // A link to the end of a run that goes on would lead to a later end, so it names the event.
    const isPlace = recording && id !== null && (world.seq < recording.seq || !world.run?.ended)
    const at = isPlace ? world.seq : null
    const compare = this.comparing.getState().other?.id ?? null
    return writeLink({ run, recording: recording ? id : null, compare, at, selected, slice, window, tab })
  }

  /** Writes that link into the page's address. */
  writeLink(how: "push" | "replace" = "push"): void {
    const hash = this.link()
    if (hash === location.hash) return
    const address = location.pathname + location.search + hash
    if (how === "push") history.pushState(null, "", address)
    else history.replaceState(null, "", address)
  }
}

function newestOf(runs: readonly RunSummary[]): string | null {
  return (
    runs.toSorted((a, b) => a.startedAt - b.startedAt || Number(a.id.slice(1)) - Number(b.id.slice(1))).at(-1)?.id ??
    null
  )
}
