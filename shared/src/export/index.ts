import { History } from "../history/index.ts"
import { eventLine, headerLine, labelLine, type Recording } from "../recording/index.ts"
import { Participants } from "./participants.ts"
import { TraceWriter } from "./trace.ts"

export { pageWith } from "./page.ts"

/** Lines of a trace that are joined into one piece of text. */
const PIECE = 10_000

/** The recording as lines of JSON, in pieces. Forkscope opens them as a recording too. */
export async function* toNdjson(recording: Recording): AsyncGenerator<string> {
  const { header, label } = recording
  yield headerLine(header.name, header.wallClock)
  if (Object.keys(label).length > 0) yield labelLine(label)
  for await (const events of recording.all()) yield events.map(eventLine).join("")
}

/** The recording as a Chrome trace in JSON, in pieces. It opens in Perfetto and in chrome://tracing. */
export async function* toTrace(recording: Recording): AsyncGenerator<string> {
  const participants = new Participants()
  const history = new History(Number.POSITIVE_INFINITY)
  for await (const events of recording.all()) {
    participants.add(events)
    history.follow(events)
  }
  const writer = new TraceWriter(participants, history)
  const { name, header, label } = recording
  const about = { name, note: label.note, startedAt: new Date(header.wallClock).toISOString() }
  yield `{"displayTimeUnit":"ms","metadata":${jsonOf(about)},"traceEvents":[`
  let comma = ""
  const lines = (events: readonly object[]) => {
    const text = events.map((event) => jsonOf(event)).join(",\n")
    const piece = text === "" ? "" : `${comma}\n${text}`
    if (text !== "") comma = ","
    return piece
  }
  for await (const events of recording.all()) yield lines(writer.add(events))
  const rest = writer.end()
  for (let from = 0; from < rest.length; from += PIECE) yield lines(rest.slice(from, from + PIECE))
  yield "\n]}\n"
}

/** JSON that Perfetto accepts: it fails on DEL and on an unpaired surrogate, which a truncated text may end with. */
function jsonOf(value: object): string {
  return JSON.stringify(value, (_, part) =>
    typeof part === "string" ? part.replaceAll(/\p{Surrogate}/gu, "\ufffd").replaceAll("\x7f", "\ufffd") : part,
  )
}
