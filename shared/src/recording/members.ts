/**
 * One member of a recording's file. Each member is a complete gzip file with some lines; RFC 1952 allows several in
 * sequence, and `zcat` reads them all. Its gzip header has an extra field with the size and content of the member, so
 * that readers can skip members without unzipping them.
 */
export interface Member {
  /** Its offset in the file and its size, in bytes. */
  readonly offset: number
  readonly size: number
  readonly events: number
  /** Seq of its last event; without events, of the last event before it. */
  readonly seq: number
  /** The run's time after that event, µs. */
  readonly at: number
  /** Whether its first line is the world before its events. */
  readonly hasCheckpoint: boolean
  /** Whether it has a label of the recording. */
  readonly hasLabel: boolean
}

export type MemberContent = Omit<Member, "offset" | "size">

/** Size of a gzip header without extra fields. */
const HEAD = 10
const HAS_FIELDS = 4
/** "FK"; then two bytes of length, size u32, events u32, seq f64, at f64, flags u8; little-endian. */
const FIELD_ID = 0x4b46
const FIELD = 25
/** Size of a member's header, including our field. */
export const MEMBER_HEAD = HEAD + 2 + 4 + FIELD
const [CHECKPOINT, LABEL] = [1, 2]

/** Inserts our field into the header of a compressed gzip file. */
export function sealMember(gzip: Uint8Array, content: MemberContent): Uint8Array<ArrayBuffer> {
  if (gzip[3] !== 0) throw new Error(`Expected a gzip header without fields, got flags ${gzip[3]}`)
  const sealed = new Uint8Array(gzip.length + MEMBER_HEAD - HEAD)
  sealed.set(gzip.subarray(0, HEAD))
  sealed.set(gzip.subarray(HEAD), MEMBER_HEAD)
  sealed[3] = HAS_FIELDS
  const view = new DataView(sealed.buffer)
  view.setUint16(HEAD, 4 + FIELD, true)
  view.setUint16(HEAD + 2, FIELD_ID, true)
  view.setUint16(HEAD + 4, FIELD, true)
  view.setUint32(HEAD + 6, sealed.length, true)
  view.setUint32(HEAD + 10, content.events, true)
  view.setFloat64(HEAD + 14, content.seq, true)
  view.setFloat64(HEAD + 22, content.at, true)
  view.setUint8(HEAD + 30, (content.hasCheckpoint ? CHECKPOINT : 0) | (content.hasLabel ? LABEL : 0))
  return sealed
}

/** @param head The first `MEMBER_HEAD` bytes of a member at `offset`. @returns null if our field is missing. */
export function readMember(head: Uint8Array, offset: number): Member | null {
  if (head.length < MEMBER_HEAD) return null
  const view = new DataView(head.buffer, head.byteOffset, MEMBER_HEAD)
  const isOurs =
    view.getUint16(0) === 0x1f8b &&
    head[3] === HAS_FIELDS &&
    view.getUint16(HEAD + 2, true) === FIELD_ID &&
    view.getUint16(HEAD + 4, true) === FIELD
  const size = view.getUint32(HEAD + 6, true)
  if (!isOurs || size <= MEMBER_HEAD) return null
  const flags = view.getUint8(HEAD + 30)
  return {
    offset,
    size,
    events: view.getUint32(HEAD + 10, true),
    seq: view.getFloat64(HEAD + 14, true),
    at: view.getFloat64(HEAD + 22, true),
    hasCheckpoint: (flags & CHECKPOINT) !== 0,
    hasLabel: (flags & LABEL) !== 0,
  }
}

/**
 * The members of a file, of which the last may be cut off. `end` is where the last one ends: no member begins there.
 */
export function membersOf(bytes: Uint8Array): { members: Member[]; end: number } {
  const members: Member[] = []
  let offset = 0
  while (offset < bytes.length) {
    const member = readMember(bytes.subarray(offset, offset + MEMBER_HEAD), offset)
    if (!member) break
    members.push(member)
    offset += member.size
  }
  return { members, end: Math.min(offset, bytes.length) }
}
