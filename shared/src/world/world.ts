import type { World } from "./entities/world.ts"
import { emptyRing } from "./ring.ts"

export type { Blocked } from "./entities/blocked.ts"
export type { Table } from "./entities/fields.ts"
export type { HostEntity } from "./entities/host.ts"
export type { LineEntity } from "./entities/line.ts"
export type { Holder, LockEntity } from "./entities/lock.ts"
export type { Op, Slice } from "./entities/op.ts"
export type { PipeEntity } from "./entities/pipe.ts"
export type { LostWorker, PoolEntity, Slot, TaskEntity } from "./entities/pool.ts"
export type { ProcessEntity } from "./entities/process.ts"
export type { Item, Move, QueueEntity } from "./entities/queue.ts"
export type { Run } from "./entities/run.ts"
// Types only, so that folding does not load zod.
export type { SegmentEntity } from "./entities/segment.ts"
export type { SliceTarget, Target } from "./entities/target.ts"
export type { Frame, Raised, Sample, ThreadEntity } from "./entities/thread.ts"
export type { Anomaly, OutputChunk, World } from "./entities/world.ts"

/** How many values of each kind a world keeps. Older ones are dropped and counted. */
export const KEEP = {
  samples: 960,
  slices: 320,
  moves: 64,
  depths: 960,
  output: 4000,
  anomalies: 100,
  /** Ended tasks of all pools together; checked each time a pool has finished `endedSlack` more. */
  ended: 2000,
  endedSlack: 256,
  threadSamples: 12,
  /** Ended asyncio tasks of a process. */
  endedTasks: 100,
  /** Slots of a pool. */
  slots: 1000,
  /** Workers of a pool that ended unexpectedly. */
  lostWorkers: 20,
  /** Items of a queue that are kept one by one; of a longer queue only the depth is known. */
  items: 500,
  /** Holders of a semaphore, whose number has no limit. */
  holders: 64,
  /** Processes that used a queue or joined another process: more than are usually alive at once. */
  users: 256,
  /** Cut-off waits of a process that exited. */
  cutOff: 64,
  /** Signals, checks, notices and other short lists. */
  small: 10,
}

export const EMPTY_WORLD: World = {
  seq: 0,
  at: 0,
  run: null,
  hosts: {},
  processes: {},
  queues: {},
  pools: {},
  tasks: {},
  locks: {},
  pipes: {},
  segments: {},
  ops: {},
  lines: {},
  names: {},
  sources: {},
  output: emptyRing(KEEP.output),
  anomalies: emptyRing(KEEP.anomalies),
}
