import { type ForkscopeEvent, forkscopeEvent } from "@forkscope/shared/events"

const files = import.meta.glob<string>("../../test/recordings/*.ndjson", { query: "?raw", import: "default" })

const nameOf = (path: string) => path.replace(/^.*\//, "").replace(/\.ndjson$/, "")

/** Names of the recorded runs in alphabetical order. */
export const recordingNames = Object.keys(files).map(nameOf).sort()

/** The events of a recorded run, each checked against its schema. */
export async function recordedEvents(name: string): Promise<ForkscopeEvent[]> {
  const load = Object.entries(files).find(([path]) => nameOf(path) === name)?.[1]
  if (!load) throw new Error(`Expected one of ${recordingNames.join(", ") || "no recordings"}, got ${name}`)
  const lines = (await load()).split("\n").filter((line) => line.trim() !== "")
  return lines.map((line) => forkscopeEvent.parse(JSON.parse(line)))
}
