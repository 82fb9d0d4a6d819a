import { promisify } from "node:util"
import { gzip, gzipSync } from "node:zlib"
import type { ForkscopeEvent } from "@forkscope/shared/events"
import type { Snapshot } from "@forkscope/shared/socket"
import { isMeasurement, packWorld } from "@forkscope/shared/world"
import type { RunSource } from "./sources.ts"

/** Below this many bytes, compression costs more than it saves on localhost. */
const WORTH_PACKING = 1024
/** The most past events that a snapshot contains. */
const TAIL = 2000
/** Level 1 makes events seven times smaller; higher levels cost more time than the saved bytes are worth. */
const FAST = { level: 1 }

export interface EncodedBatch {
  readonly encoding: "json" | "gzip"
  readonly data: Buffer
}

const gzipped = promisify(gzip)

/** One frame for all viewers. Small enough to be compressed synchronously: a frame of 1 650 events takes 2 ms. */
export function encodeBatch(events: readonly ForkscopeEvent[]): EncodedBatch {
  const data = Buffer.from(JSON.stringify(events))
  return data.length < WORTH_PACKING ? { encoding: "json", data } : { encoding: "gzip", data: gzipSync(data, FAST) }
}

/** The run at its last complete frame. Compressed on another thread: a large world takes tens of milliseconds. */
export async function encodeSnapshot(run: RunSource): Promise<Buffer> {
  const snapshot: Snapshot = { run: run.id, world: packWorld(run.log.world), tail: storyTail(run.log) }
  return gzipped(JSON.stringify(snapshot), FAST)
}

/**
 * The newest events. In a long run measurements are left out: the newest ones are in the world, and they would displace
 * all others.
 */
function storyTail(log: RunSource["log"]): ForkscopeEvent[] {
  const all = log.tail(Number.POSITIVE_INFINITY)
  return all.length <= TAIL ? all : all.filter((event) => !isMeasurement(event)).slice(-TAIL)
}
