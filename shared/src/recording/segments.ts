import type { Micros, Seq } from "../base/index.ts"
import { EMPTY_WORLD, fold, type World } from "../world/index.ts"
import { type Block, readBlock } from "./blocks.ts"
import type { Reading, RecordingLabel } from "./format.ts"
import { isNewer, RECORDING_VERSION, type RecordingHeader, readHeader } from "./header.ts"
import { type Inflate, inflate, LARGEST_MEMBER } from "./inflate.ts"
import { type Member, membersOf } from "./members.ts"
import { type Damage, UnreadableError } from "./problem.ts"
import { UPGRADES, type Upgrade, upgradeFrom } from "./upgrades.ts"

/** Bytes of a recording without members at most, e.g. one unzipped by hand: it is held in memory as a whole. */
const LARGEST_TEXT = 128 << 20
/** Bytes at the beginning of a file that are searched for the header. */
const BEGINNING = 64 << 10
/** Events per segment of a recording without members. */
const SEGMENT = 5000

/** A part of a recording that is read as a whole. */
export interface Segment {
  /** Seq of its last event, and the run's time after it. */
  seq: Seq
  at: Micros
  /** Whether it begins with a checkpoint, according to its header. */
  readonly hasCheckpoint: boolean
  load(before: Seq): Promise<Block>
}

export interface OpenOptions {
  /** A faster way to unzip than the one that works in browsers too. */
  readonly unzip?: Inflate
  readonly upgrades?: readonly Upgrade[]
}

/** A file after its headers were read, before its events are. */
export interface Opened {
  readonly header: RecordingHeader
  readonly label: RecordingLabel
  readonly damage: Damage | null
  readonly segments: Segment[]
  /** Whether the file ends within the last segment. */
  readonly isCut: boolean
}

/** @throws UnreadableError when the file is not a recording, or not one that this version can read. */
export async function openSegments(
  bytes: Uint8Array,
  { unzip = inflate, upgrades = UPGRADES }: OpenOptions,
): Promise<Opened> {
  const { members, end } = membersOf(bytes)
  if (members.length === 0) return await segmentsOfText(bytes, unzip, upgrades)
  const opened = await segmentsOfMembers(bytes, members, unzip, upgrades)
  return end < bytes.length ? { ...opened, damage: { code: "noMember", byte: end } } : opened
}

async function segmentsOfMembers(
  bytes: Uint8Array,
  members: readonly Member[],
  unzip: Inflate,
  upgrades: readonly Upgrade[],
): Promise<Opened> {
  const textOf = async ({ offset, size }: Member) => await unzip(bytes.subarray(offset, offset + size))
  const [first] = members
  if (!first) throw new Error("Expected a member")
  const headerEnd = (text: string) => text.indexOf("\n") + 1
  const header = readHeader((await textOf(first)).text)
  const reading = readingOf(header, upgrades)
  const load = async (member: Member, before: Seq): Promise<Block> => {
    const { text, damage } = await textOf(member)
    const block = readBlock(member === first ? text.slice(headerEnd(text)) : text, before, reading)
    const seq = block.events.at(-1)?.seq ?? before
    const isWhole = damage === null && block.damage === null && seq === member.seq
    if (isWhole || (block.damage !== null && damage !== "large")) return block
    const isLarge = damage === "large"
    return {
      ...block,
      damage: isLarge ? { code: "largeMember", seq, megabytes: LARGEST_MEMBER >> 20 } : { code: "cut", seq },
    }
  }
  let label: RecordingLabel = {}
  for (const member of members.filter(({ hasLabel }) => hasLabel)) {
    const block = await load(member, member.seq - member.events)
    label = { ...label, ...block.label }
    // The events after the damage cannot be shown, so the labels there are not read.
    if (block.damage !== null) break
  }
  const segments = members.map((member) => ({
    seq: member.seq,
    at: member.at,
    hasCheckpoint: member.hasCheckpoint,
    load: (before: Seq) => load(member, before),
  }))
  const last = members.at(-1) ?? first
  return { header, label, damage: null, segments, isCut: last.offset + last.size > bytes.length }
}

async function segmentsOfText(bytes: Uint8Array, unzip: Inflate, upgrades: readonly Upgrade[]): Promise<Opened> {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  const textOf = async (limit: number) =>
    isGzip
      ? await unzip(bytes, limit)
      : {
          text: new TextDecoder().decode(bytes.subarray(0, limit)),
          damage: bytes.length > limit ? ("large" as const) : null,
        }
  // Checks the header first, so that other files are not unzipped as a whole.
  const header = readHeader((await textOf(BEGINNING)).text)
  const { text, damage } = await textOf(LARGEST_TEXT)
  const lines = text.slice(text.indexOf("\n") + 1, damage === null ? undefined : text.lastIndexOf("\n") + 1)
  const block = readBlock(lines, 0, readingOf(header, upgrades))
  const segments: Segment[] = []
  let world: World = EMPTY_WORLD
  for (let from = 0; from < block.events.length; from += SEGMENT) {
    const events = block.events.slice(from, from + SEGMENT)
    const checkpoint = world
    world = fold(world, events)
    segments.push({
      seq: world.seq,
      at: world.at,
      hasCheckpoint: true,
      load: async () => ({ checkpoint, events, label: null, damage: null }),
    })
  }
  return {
    header,
    label: block.label ?? {},
    damage: block.damage ?? cutAfter(world.seq, damage),
    segments,
    isCut: false,
  }
}

function cutAfter(seq: Seq, damage: "cut" | "large" | null): Damage | null {
  if (damage === null) return null
  return damage === "large" ? { code: "largeText", seq, megabytes: LARGEST_TEXT >> 20 } : { code: "cut", seq }
}

function readingOf(header: RecordingHeader, upgrades: readonly Upgrade[]): Reading {
  const upgrade = upgradeFrom(header.version, RECORDING_VERSION, upgrades)
  if (!upgrade) throw new UnreadableError({ code: "older", version: header.version, known: RECORDING_VERSION })
  return { isNewer: isNewer(header), upgrade }
}
