import type { Recording } from "@forkscope/shared/recording"
import type { Facts } from "./facts.ts"
import type { Page } from "./page.ts"
import type { Session } from "./session.ts"
import type { Time } from "./time.ts"

/** Where to get the file of what is shown, or why there is none. */
export type Source =
  | { readonly from: "server"; readonly id: string }
  | { readonly from: "page"; readonly recording: Recording }
  | { readonly from: "nowhere"; readonly why: "nothing" | "notRecorded" | "noServer" }

/**
 * The server's file is preferred: it has events that came after the page opened it, and the current name. Without a
 * server the page's own bytes are used.
 */
export function sourceOf(
  { connection, runs }: Pick<Page, "connection" | "runs">,
  { run }: Pick<Facts, "run">,
  { recording, id }: Pick<Time, "recording" | "id">,
): Source {
  const isConnected = connection === "connected"
  if (recording) return id !== null && isConnected ? { from: "server", id } : { from: "page", recording }
  if (run === null) return { from: "nowhere", why: "nothing" }
  if (!isConnected) return { from: "nowhere", why: "noServer" }
  const made = runs?.find((one) => one.id === run)?.recording ?? null
  return made === null ? { from: "nowhere", why: "notRecorded" } : { from: "server", id: made }
}

/** The bytes of a recording on the server. @throws Error with a sentence for the user. */
export async function fileOf({ feed }: Session, id: string): Promise<Uint8Array> {
  if (!feed) throw new Error("Expected a server to ask for the recording")
  return await feed.recording(id)
}

/** The file of what is shown; for a live run, all events up to now. @throws Error with a sentence for the user. */
export async function shownFile(session: Session): Promise<Uint8Array> {
  const { page, facts, time } = session
  const source = sourceOf(page.getState(), facts.getState(), time.getState())
  if (source.from === "nowhere") throw new Error("Expected a recording to be shown")
  return source.from === "page" ? source.recording.bytes : await fileOf(session, source.id)
}

/** The HTML page that a recording is saved in. @throws Error with a sentence for the user. */
export async function standalonePage({ feed }: Session): Promise<string> {
  if (!feed) throw new Error("Expected a server")
  return await feed.standalonePage()
}
