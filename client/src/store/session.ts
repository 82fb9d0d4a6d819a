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

/** What the first visit runs. */
export const DEMO = {
  name: "Pool(3), ten tasks",
  lines: ["const pool = new Pool(3)", "for (let i = 0; i < 10; i++) pool.applyAsync(worker, [i])"],
}

/** ms without a move after which a stretch of time is what somebody wanted to see. */
const SETTLED = 300

/** One page and its feed: the stores, and everything a control may do. */
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
  /** Shown for a while; each title is a key of the texts. */
  readonly toasts = createNotificationsStore()
  readonly frames: Frames
  readonly playback: Playback
  #feed: Feed | null = null
  #isFirstVisit = true
  /** The run made last: the list of runs may not have it yet. */
  #made: string | null = null
  #addressDue: ReturnType<typeof setTimeout> | null = null

  constructor(schedule?: Scheduler) {
    this.frames = new Frames(this.facts, schedule)
    this.playback = new Playback(this)
  }

  /** In the past findings are as they were then. */
  #shown() {
    const { world } = this.facts.getState()
    const isNow = this.page.getState().connection === "connected" && !this.playback.player.isOpen
    return { world, now: runNow(world, isNow, Date.now()) }
  }

  get feed(): Feed | null {
    return this.#feed
  }

  /** Opens the feed; without one (no token) the page says so. */
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
      // While the past is shown the present waits: going back to it asks for it anew.
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

  /** Without a server: for the recording that is in the page, if one is, and for those that are dropped on it. */
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

  /** Lets the user choose what a run is held against. */
  chooseOther(first: First | null = null): void {
    this.comparing.setState({ first })
    this.openDialog("compare")
  }

  /** Holds what is shown against another recording. @param first Is shown before that. */
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

  /** Selects a slice of the timeline, and the process that it is of. */
  readonly selectSlice = (proc: number, slice: number): void => {
    this.page.setState({ selected: { kind: "process", id: proc }, slice, openError: null })
    this.writeLink()
  }

  /** Shows a stretch of time; null: all of a recording, or what follows now. */
  readonly showWindow = (window: Window | null): void => {
    this.page.setState({ window })
    // A browser refuses an address that changes at every frame.
    if (this.#addressDue) clearTimeout(this.#addressDue)
    this.#addressDue = setTimeout(() => this.writeLink("replace"), SETTLED)
    if (window && window.start < this.facts.getState().history.from) void this.playback.completeHistory()
  }

  openTab(tab: Tab): void {
    if (tab === this.page.getState().tab) return
    this.page.setState({ tab })
    this.writeLink()
  }

  /** Shows a line of the program in the code panel; one of a file that the run does not know is passed over. */
  openSource({ file, line }: Site): void {
    if (this.facts.getState().world.sources[file] === undefined) return
    this.page.setState({ source: { file, line } })
    this.openTab("code")
  }

  openDialog(dialog: Dialog | null): void {
    this.page.setState({ dialog })
  }

  /** Shows a task with its error open. It is only the page that reads it, not the program. */
  openError(task: number): void {
    this.select({ kind: "task", id: task })
    this.page.setState({ openError: task })
  }

  /** Sends a command; a refusal is shown. @returns its result, or null. */
  async command<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<CommandResults[Name] | null> {
    const answer = await this.ask(name, input)
    if (answer.ok) return answer.result
    // Without a feed there is no server that could have refused; the page says so already.
    if (this.#feed) this.toast(`refused.${answer.code}`, answer.message)
    return null
  }

  /** Sends a command; what comes of a refusal is the caller's. */
  async ask<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<Answer<CommandResults[Name]>> {
    if (!this.#feed) return { ok: false, code: "UNAUTHENTICATED", message: "this page has no token" }
    return this.#feed.command(name, input)
  }

  /** Changes a recording's name or note. @returns whether the server did. */
  async relabel(id: string, label: RecordingLabel): Promise<boolean> {
    if (!(await this.command("recording.label", { recording: id, ...label }))) return false
    const { recording, id: shown } = this.time.getState()
    if (recording && shown === id) {
      recording.label = { ...recording.label, ...label }
      // The same object: set again so that whoever shows its name draws it anew.
      this.time.setState({ recording })
    }
    return true
  }

  /** Sends lines to the lab that is watched, in their order. */
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

  /** Asks for the programs that come with Forkscope, unless they are known. */
  async loadPrograms(): Promise<void> {
    if (this.programs.getState().bundled) return
    const answer = await this.ask("programs.list", {})
    if (answer.ok) this.programs.setState({ bundled: answer.result.programs, listTrouble: null })
    else this.programs.setState({ listTrouble: answer.message })
  }

  /** @param title a key of the texts. */
  toast(title: string, text: string, tone: "failed" | "plain" = "failed"): void {
    notifications.show({ title, message: text, "data-tone": tone }, this.toasts)
  }

  closeToast(id: string): void {
    notifications.hide(id, this.toasts)
  }

  #onConnection(connection: Connection): void {
    // A server that was started again counts its runs from the beginning.
    if (connection === "disconnected") this.#made = null
    this.page.setState({ connection })
    this.playback.goToPlace()
  }

  /** Watches the newest run unless one was chosen; on a first visit there is none yet, so a small one is begun. */
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
    // Whoever opened something meanwhile stays there.
    if (turn === this.playback.turn) this.watchNew(made.run)
    await this.#submitTo(made.run, DEMO.lines)
  }

  /** Forgets what was shown, and waits for what there is of a run. */
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

  /** The fragment that says what is shown. */
  link(): string {
    const { selected, slice, window, tab } = this.page.getState()
    const { run, world } = this.facts.getState()
    const { recording, id } = this.time.getState()
    // The end of a run that goes on is another one later.
    const isPlace = recording && id !== null && (world.seq < recording.seq || !world.run?.ended)
    const at = isPlace ? world.seq : null
    const compare = this.comparing.getState().other?.id ?? null
    return writeLink({ run, recording: recording ? id : null, compare, at, selected, slice, window, tab })
  }

  /** Puts it into the page's address. */
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
