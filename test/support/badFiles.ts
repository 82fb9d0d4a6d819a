import { gunzipSync, gzipSync } from "node:zlib"
import type { ForkscopeEvent } from "@forkscope/shared/events"
import { headerLine, MEMBER_HEAD, readMember, sealMember } from "@forkscope/shared/recording"
import { record } from "./recorded.ts"

/** A file that a user could try to open as a recording. */
export interface BadFile {
  name: string
  bytes: Buffer
  /** The message about it. */
  says: RegExp
  /** Number of events that can be read from it; null if it can't be opened. */
  good: number | null
}

/** Sizes so small that even a short run has many members and checkpoints. */
const SMALL = { memberLength: 2000, checkpointAfter: 3000 }

/** Bad files, made from a run's events. */
export async function badFiles(events: readonly ForkscopeEvent[]): Promise<BadFile[]> {
  const whole = await record(events, [20], SMALL)
  const text = gunzipSync(whole).toString()
  const lines = text.split("\n").filter((line) => !line.startsWith('{"checkpoint"'))
  const header = headerLine("made by hand", 0)
  const refused = (name: string, bytes: string | Buffer, says: RegExp): BadFile => ({
    name,
    bytes: Buffer.from(bytes),
    says,
    good: null,
  })
  return [
    refused("empty.forkscope", "", /Expected a recording of Forkscope, got nothing: the file is empty/),
    refused("hello.txt", "hello", /Expected a recording of Forkscope, got text that begins with “hello”/),
    refused("package.json", '{"name":"x"}\n', /got text that begins with “{"name":"x"}”/),
    refused("picture.png", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), /got bytes of another kind/),
    refused(
      "newer.forkscope",
      header.replace('"version":1', '"version":9'),
      /got version 9: a newer Forkscope made it/,
    ),
    refused("zeros.forkscope", gzipSync(Buffer.alloc(256 << 20), { level: 1 }), /got bytes of another kind/),
    {
      name: "torn.forkscope",
      bytes: Buffer.from(`${lines.slice(0, 51).join("\n")}\n${lines[51]?.slice(0, 20)}`),
      says: /The file ends in the middle of what follows event 50/,
      good: 50,
    },
    {
      name: "strange.ndjson",
      bytes: Buffer.from(`${lines.slice(0, 51).join("\n")}\n{"seq":51,"type":"queue.burnt"}\n`),
      says: /What follows event 50 is no event that this version knows \(queue\.burnt\)/,
      good: 50,
    },
    {
      name: "bomb.forkscope",
      bytes: gzipSync(`${lines.slice(0, 51).join("\n")}\n${" ".repeat(160_000_000)}`, { level: 1 }),
      says: /What follows event 50 is beyond the first 128 MB of text/,
      good: 50,
    },
  ]
}

/** Changes the checkpoints in each member of a recording. */
export async function withCheckpoints(
  events: readonly ForkscopeEvent[],
  change: (checkpoint: Record<string, unknown>) => unknown,
): Promise<Buffer> {
  const bytes = await record(events, [20], SMALL)
  const members: Buffer[] = []
  for (let offset = 0; offset < bytes.length; ) {
    const member = readMember(bytes.subarray(offset, offset + MEMBER_HEAD), offset)
    if (!member) throw new Error("Expected a member")
    const [first = "", ...rest] = gunzipSync(bytes.subarray(offset, offset + member.size))
      .toString()
      .split("\n")
    const line = first.startsWith('{"checkpoint"')
      ? JSON.stringify({ checkpoint: change(JSON.parse(first).checkpoint) })
      : first
    members.push(Buffer.from(sealMember(gzipSync([line, ...rest].join("\n")), member)))
    offset += member.size
  }
  return Buffer.concat(members)
}
