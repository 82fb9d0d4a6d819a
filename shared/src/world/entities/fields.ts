import { z } from "zod"
import type {
  HostId,
  ItemId,
  LineId,
  LockId,
  Micros,
  OpId,
  PipeId,
  PoolId,
  ProcId,
  QueueId,
  SegmentId,
  Seq,
  TaskId,
} from "../../base/index.ts"
import { site } from "../../events/define.ts"
import type { Ring } from "../ring.ts"

/** The type of a schema's values with all parts readonly: only `fold` makes new worlds. */
type Immutable<Value> = Value extends string | number | boolean | null | undefined
  ? Value
  : Value extends Ring<unknown>
    ? Value
    : Value extends readonly (infer Item)[]
      ? readonly Immutable<Item>[]
      : { readonly [Key in keyof Value]: Immutable<Value[Key]> }
export type Of<Schema extends z.ZodType> = Immutable<z.infer<Schema>>

/** A branded number. Any number passes the check: the events that it came from were checked already. */
const branded = <Value extends number>() => z.number() as unknown as z.ZodType<Value, Value>

export const seq = branded<Seq>()
export const micros = branded<Micros>()
export const hostId = branded<HostId>()
export const procId = branded<ProcId>()
export const queueId = branded<QueueId>()
export const poolId = branded<PoolId>()
export const taskId = branded<TaskId>()
export const lockId = branded<LockId>()
export const pipeId = branded<PipeId>()
export const segmentId = branded<SegmentId>()
export const itemId = branded<ItemId>()
export const opId = branded<OpId>()
export const lineId = branded<LineId>()

/** The event that created an entity, and the line of the program's own code that did it, where known. */
export const origin = { seq, site: site.nullable() }

/** Entities by id. Integer keys are listed in ascending order, which is the order in which entities appeared. */
export type Table<T> = Readonly<Record<number, T>>

export const table = <Shape extends z.ZodType>(shape: Shape) =>
  z.record(z.string().regex(/^\d{1,15}$/), shape) as unknown as z.ZodType<Record<number, z.infer<Shape>>>

/** A `Ring`. In a stored or sent world its chunks are written by columns (`packed/`). */
export const ring = <Shape extends z.ZodType>(shape: Shape) =>
  z.object({
    limit: z.number(),
    dropped: z.number(),
    chunks: z.array(z.array(shape).meta({ isPackable: true })),
  }) as unknown as z.ZodType<Ring<Of<Shape>>>
