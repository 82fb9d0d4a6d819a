import { CHUNK } from "../ring.ts"
import type { World } from "../world.ts"
import { type Columns, columnsOf, type Row, rowsOf } from "./columns.ts"

interface PackedRing {
  readonly limit: number
  readonly dropped: number
  readonly chunks: readonly (readonly Row[] | Columns)[]
}

/** A world as checkpoints and snapshots hold it: its rings by columns. */
export type PackedWorld = Omit<World, "processes" | "queues" | "output" | "anomalies"> & {
  readonly processes: Readonly<Record<number, { readonly samples: PackedRing; readonly slices: PackedRing }>>
  readonly queues: Readonly<Record<number, { readonly moves: PackedRing; readonly depths: PackedRing }>>
  readonly output: PackedRing
  readonly anomalies: PackedRing
}

export const packWorld = (world: World): PackedWorld => changeRings(world, packRing) as PackedWorld

/** The world that `packWorld` was given, after any way through JSON. What somebody else may have written is for `readWorld`. */
export const unpackWorld = (world: PackedWorld): World => changeRings(world, unpackRing) as World

/** A world in either form, each ring of which was changed. */
function changeRings(world: World | PackedWorld, change: (ring: PackedRing) => PackedRing): unknown {
  const { processes, queues, output, anomalies } = world as PackedWorld
  return {
    ...world,
    processes: mapValues(processes, (one) => ({
      ...one,
      samples: change(one.samples),
      slices: change(one.slices),
    })),
    queues: mapValues(queues, (one) => ({ ...one, moves: change(one.moves), depths: change(one.depths) })),
    output: change(output),
    anomalies: change(anomalies),
  }
}

/** The columns of full chunks: these stay the same in all later worlds. */
const known = new WeakMap<object, Columns | readonly Row[]>()

const packRing = ({ chunks, ...rest }: PackedRing): PackedRing => ({
  ...rest,
  chunks: chunks.map((chunk) => {
    if (!isRows(chunk)) return chunk
    const columns = known.get(chunk) ?? columnsOf(chunk)
    if (chunk.length === CHUNK) known.set(chunk, columns)
    return columns
  }),
})

const unpackRing = ({ chunks, ...rest }: PackedRing): PackedRing => ({
  ...rest,
  chunks: chunks.map((chunk) => (isRows(chunk) ? chunk : rowsOf(chunk))),
})

const isRows = (chunk: readonly Row[] | Columns): chunk is readonly Row[] => Array.isArray(chunk)

const mapValues = <Value, Result>(table: Readonly<Record<number, Value>>, change: (value: Value) => Result) =>
  Object.fromEntries(Object.entries(table).map(([key, value]) => [key, change(value)]))
