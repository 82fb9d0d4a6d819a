import { closeSync, fstatSync, openSync, readSync } from "node:fs"
import { MEMBER_HEAD, type Member, Recording, readMember } from "@forkscope/shared/recording"
import type { RecordingSummary } from "@forkscope/shared/socket"

/**
 * What a list shows of a recording. Skips from member to member by their headers; only the members that hold the
 * recording's header and its names are unzipped. Null: not a recording.
 */
export async function summaryOf(path: string, id: string): Promise<Omit<RecordingSummary, "run"> | null> {
  const file = opened(path)
  if (file === null) return null
  try {
    const bytes = fstatSync(file).size
    const members = wholeMembers(file, bytes)
    const [first] = members
    if (!first) return null
    const named = [first, ...members.filter((member) => member.hasLabel && member !== first)]
    const { header, label } = await Recording.open(Buffer.concat(named.map((member) => read(file, member))))
    const last = members.at(-1) ?? first
    return {
      id,
      name: label.name ?? header.name,
      note: label.note ?? "",
      startedAt: header.wallClock,
      duration: last.at,
      events: last.seq,
      bytes,
    }
  } catch {
    return null
  } finally {
    closeSync(file)
  }
}

/** Opens the file; null if it is gone, a broken link, or belongs to another user. */
function opened(path: string): number | null {
  try {
    return openSync(path, "r")
  } catch {
    return null
  }
}

function wholeMembers(file: number, bytes: number): Member[] {
  const members: Member[] = []
  const head = Buffer.alloc(MEMBER_HEAD)
  for (let offset = 0; offset < bytes; ) {
    const member = readMember(head.subarray(0, readSync(file, head, 0, MEMBER_HEAD, offset)), offset)
    if (!member || offset + member.size > bytes) break
    members.push(member)
    offset += member.size
  }
  return members
}

function read(file: number, { offset, size }: Member): Buffer {
  const bytes = Buffer.alloc(size)
  readSync(file, bytes, 0, size, offset)
  return bytes
}
