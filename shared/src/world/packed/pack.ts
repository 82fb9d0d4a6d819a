import { CHUNK, type Ring } from "../ring.ts"
import type { World } from "../world.ts"
import { type Columns, columnsOf, type Row } from "./columns.ts"

/** The same world with its rings by columns, as it is stored in checkpoints and sent in snapshots. */
export function packWorld(world: World): World {
  return {
    ...world,
    processes: mapValues(world.processes, (one) => ({
      ...one,
      samples: packRing(one.samples),
      slices: packRing(one.slices),
    })),
    queues: mapValues(world.queues, (one) => ({ ...one, moves: packRing(one.moves), depths: packRing(one.depths) })),
    output: packRing(world.output),
    anomalies: packRing(world.anomalies),
  }
}

/** The columns of full chunks, which later worlds share. */
const known = new WeakMap<object, Columns | readonly Row[]>()

const packRing = <T extends object>(ring: Ring<T>): Ring<T> => ({
  ...ring,
  chunks: ring.chunks.map((chunk) => {
    if (!Array.isArray(chunk)) return chunk
    const columns = known.get(chunk) ?? columnsOf(chunk)
    if (chunk.length === CHUNK) known.set(chunk, columns)
    return columns as Columns | readonly T[]
  }),
})

const mapValues = <Value>(table: Readonly<Record<number, Value>>, change: (value: Value) => Value) =>
  Object.fromEntries(Object.entries(table).map(([key, value]) => [key, change(value)]))
