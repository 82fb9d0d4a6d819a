import { world } from "../entities/world.ts"
import { CHUNK, type Ring } from "../ring.ts"
import type { World } from "../world.ts"
import { columnsOf } from "./columns.ts"

/**
 * The world that a checkpoint or a snapshot holds; null if any field of it is not as its schema says. So drawings can
 * rely on what is in a world, whoever wrote it. Fields that this version does not know are left out.
 */
export const unpackWorld = (packed: unknown): World | null => world.safeParse(packed).data ?? null

/** The columns of full chunks: these stay the same in all later worlds. */
const known = new WeakMap<object, ReturnType<typeof columnsOf>>()

/** The world as checkpoints and snapshots hold it: the long rings by columns. */
export const packWorld = ({ processes, queues, ...rest }: World): unknown => ({
  ...rest,
  processes: mapValues(processes, (one) => ({
    ...one,
    samples: packRing(one.samples),
    slices: packRing(one.slices),
  })),
  queues: mapValues(queues, (one) => ({ ...one, moves: packRing(one.moves), depths: packRing(one.depths) })),
})

function packRing<Value extends object>({ chunks, ...rest }: Ring<Value>): unknown {
  const packChunk = (chunk: readonly Value[]) => {
    const columns = known.get(chunk) ?? columnsOf(chunk as readonly Record<string, unknown>[])
    if (chunk.length === CHUNK) known.set(chunk, columns)
    return columns
  }
  return { ...rest, chunks: chunks.map(packChunk) }
}

const mapValues = <Value>(table: Readonly<Record<number, Value>>, change: (value: Value) => unknown) =>
  Object.fromEntries(Object.entries(table).map(([key, value]) => [key, change(value)]))
