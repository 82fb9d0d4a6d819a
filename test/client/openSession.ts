import type { CommandInput, CommandName, RecordingsAnswer, RunSummary, Welcome } from "@forkscope/shared/socket"
import { EMPTY_WORLD, fold } from "@forkscope/shared/world"
import type { FeedListener } from "../../client/src/feeds/feed.ts"
import { Session } from "../../client/src/store/session.ts"
import { mainRun, numbered } from "../support/events.ts"

interface Sent {
  name: CommandName
  input: CommandInput<CommandName>
}

const WELCOME: Welcome = {
  version: "0.1.0",
  cores: 2,
  platform: "linux",
  canAct: true,
  watchToken: "watch",
  python: "3.11.7",
  pythonHint: "",
  notices: [],
}

export const RUN: RunSummary = {
  id: "r1",
  name: "test",
  kind: "lab",
  state: "running",
  startedAt: 1_700_000_000_000,
  endedAt: null,
  processes: 1,
  recording: "rec-1",
}

interface More {
  welcome?: Partial<Welcome>
  runs?: RunSummary[]
  recording?: Uint8Array
  /** The list of recordings, which may come late. */
  recordings?: Promise<RecordingsAnswer>
}

/** A page whose feed the test controls: it delivers messages and records what the page sends. */
export function openSession(more: More = {}) {
  const sent: Sent[] = []
  const watched: (string | null)[] = []
  const answers: Partial<Record<CommandName, unknown>> = { "lab.create": { run: "r9" } }
  let listener: FeedListener | undefined
  const session = new Session((callback) => callback())
  session.start((to) => {
    listener = to
    return {
      watch: (run) => watched.push(run),
      command: async (name, input) => {
        sent.push({ name, input })
        const answer = name === "recordings.list" ? await more.recordings : answers[name]
        return { ok: true, result: (answer ?? {}) as never }
      },
      recording: async () => {
        if (!more.recording) throw new Error("Expected a recording")
        return more.recording
      },
      standalonePage: async () => "<!doctype html><body></body>",
      close: () => {},
    }
  })
  if (!listener) throw new Error("Expected the session to open its feed")
  listener.onConnection("connected")
  listener.onWelcome({ ...WELCOME, ...more.welcome })
  listener.onRuns(more.runs ?? [RUN])
  return { session, sent, watched, feed: listener }
}

/** The same page, watching a lab with these facts. */
export function openLab(...facts: Parameters<typeof numbered>) {
  const opened = openSession()
  const events = numbered(...mainRun(), ...facts)
  opened.feed.onSnapshot({ run: "r1", world: fold(EMPTY_WORLD, events), tail: events })
  return opened
}
