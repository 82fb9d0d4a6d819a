import { CHUNK } from "../ring.ts"
import type { World } from "../world.ts"
import { type Columns, columnsOf, type Row, rowsOf } from "./columns.ts"

interface PackedRing {
  readonly limit: number
  readonly dropped: number
  readonly chunks: readonly (readonly Row[] | Columns)[]
}

/** A world as stored in checkpoints and snapshots: with its rings by columns. */
export type PackedWorld = Omit<World, "processes" | "queues" | "output" | "anomalies"> & {
  readonly processes: Readonly<Record<number, { readonly samples: PackedRing; readonly slices: PackedRing }>>
  readonly queues: Readonly<Record<number, { readonly moves: PackedRing; readonly depths: PackedRing }>>
  readonly output: PackedRing
  readonly anomalies: PackedRing
}

export const packWorld = (world: World): PackedWorld => changeRings(world, packRing) as PackedWorld

/** The inverse of `packWorld`, also after a way through JSON. Use `readWorld` for data from an untrusted source. */
export const unpackWorld = (world: PackedWorld): World => changeRings(world, unpackRing) as World

/** A copy of a world, in either form, with `change` applied to each ring. */
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

/** The columns of full chunks, which later worlds share. */
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
