import { readdirSync } from "node:fs"
import { Recordings } from "../recording/recordings.ts"

/** Prints the kept recordings, the newest first. @returns the exit code. */
export async function listCommand(isJson: boolean): Promise<number> {
  const answer = await new Recordings().list()
  const { recordings, folder, bytes, quota, days } = answer
  const others = readdirSync(folder).filter((name) => !recordings.some(({ id }) => name === `${id}.forkscope`))
  if (others.length > 0) console.error(`forkscope: Expected recordings in ${folder}, got also ${others.join(", ")}`)
  if (isJson) {
    console.log(JSON.stringify(answer, null, 2))
    return 0
  }
  const rows = recordings.map(({ id, name, note, startedAt, duration, events, bytes }) => [
    id,
    new Date(startedAt).toLocaleString("sv"),
    `${(duration / 1e6).toFixed(1)} s`,
    `${events} events`,
    megabytes(bytes),
    note === "" ? name : `${name} (${note.split("\n")[0]})`,
  ])
  const widths = rows.reduce<number[]>((most, row) => row.map((cell, i) => Math.max(cell.length, most[i] ?? 0)), [])
  for (const row of rows) console.log(row.map((cell, i) => (i < 5 ? cell.padEnd(widths[i] ?? 0) : cell)).join("  "))
  const count = recordings.length === 1 ? "1 recording" : `${recordings.length} recordings`
  console.log(`${count}, ${megabytes(bytes)} of ${megabytes(quota)}, kept ${days} days, in ${folder}`)
  return 0
}

const megabytes = (bytes: number) => `${(bytes / (1 << 20)).toFixed(bytes < 10 << 20 ? 1 : 0)} MB`
