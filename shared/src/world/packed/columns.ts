import { z } from "zod"
import { CHUNK } from "../ring.ts"

/*
 * Rows that are alike, written by columns: row by row, their names alone are the half of them. A column is what is shortest of
 *
 *     [value, …]                     a value for each row; a single one holds for all of them
 *     {"steps":[first, +1, …]}       integers, each as what it is more than the one before
 *     {"of":[value, …],"at":[0, …]}  few different values, and which of them each row has
 */
type Row = Readonly<Record<string, unknown>>
type Column =
  | readonly unknown[]
  | { readonly steps: readonly number[] }
  | { readonly of: readonly unknown[]; readonly at: readonly number[] }

/** Rows by columns; as they are where that can't be. */
export function columnsOf(rows: readonly Row[]): readonly Row[] | Readonly<Record<string, Column>> {
  const names = Object.keys(rows[0] ?? {})
  const isAlike = (row: Row) => {
    let place = 0
    for (const name in row) if (name !== names[place++]) return false
    return place === names.length
  }
  if (!rows.every(isAlike)) return rows
  const columns: Record<string, Column> = {}
  let isLong = false
  for (const name of names) {
    const column = columnOf(rows.map((row) => row[name]))
    columns[name] = column
    isLong ||= lengthOf(column) === rows.length
  }
  // One that has a value for each says how many rows there are.
  return isLong ? columns : rows
}

function columnOf(values: readonly unknown[]): Column {
  const [first] = values
  if (values.every((value) => value === first)) return [first]
  if (values.every(Number.isSafeInteger)) {
    const steps = (values as number[]).map((value, row) => value - (row > 0 ? (values[row - 1] as number) : 0))
    return steps.every(Number.isSafeInteger) ? { steps } : values
  }
  const places = new Map<unknown, number>()
  const of: unknown[] = []
  const at = values.map((value) => {
    const key = typeof value === "object" && value !== null ? JSON.stringify(value) : value
    const place = places.get(key) ?? of.push(value) - 1
    places.set(key, place)
    return place
  })
  if (of.length === 1) return of
  return 2 * of.length <= values.length ? { of, at } : values
}

/** Rows of a chunk that somebody has written by columns, or row by row. A value that stands for many is checked once. */
export function rowsBy<Shape extends z.ZodRawShape>(shape: z.ZodObject<Shape>) {
  const fields = Object.entries(shape.shape).map(([name, field]) => ({ name, takes: takenBy(field as z.ZodType) }))
  const blank: Row = Object.fromEntries(fields.map(({ name }) => [name, null]))
  const byColumns = z.record(z.string(), z.unknown()).transform((columns, context) => {
    const read = fields.map(({ name, takes }) => readColumn(columns[name], takes))
    const length = Math.max(...read.map((values) => values?.length ?? 0))
    const isFine = read.every((values) => values && (values.length === length || values.length === 1))
    if (!isFine || length > CHUNK || Object.keys(columns).length > fields.length) {
      context.addIssue("Expected columns of as many values")
      return z.NEVER
    }
    const rows = Array.from({ length }, () => ({ ...blank }))
    for (const [index, { name }] of fields.entries()) {
      const values = read[index] as readonly unknown[]
      const isOne = values.length === 1
      for (let place = 0; place < length; place++)
        (rows[place] as Record<string, unknown>)[name] = values[isOne ? 0 : place]
    }
    return rows as z.infer<z.ZodObject<Shape>>[]
  })
  return z.union([z.array(shape), byColumns])
}

type Takes = (value: unknown) => boolean

/** Whether a value is one of the field's. A field that takes one number, or the strangest text, takes them all. */
function takenBy(field: z.ZodType): Takes {
  const takes = (value: unknown) => field.safeParse(value).success
  const all = { number: takes(-1.5), string: takes("\0"), null: takes(null) }
  return (value) =>
    (typeof value === "number" && all.number && Number.isFinite(value)) ||
    (typeof value === "string" && all.string) ||
    (value === null && all.null) ||
    takes(value)
}

/** The values that a column stands for; null where one of them is not the field's. */
function readColumn(column: unknown, takes: Takes): readonly unknown[] | null {
  if (Array.isArray(column)) return column.every(takes) ? column : null
  const { steps, of, at } = (column ?? {}) as Partial<Record<string, unknown>>
  if (Array.isArray(of) && Array.isArray(at)) {
    const isOne = (place: unknown) => Number.isInteger(place) && (place as number) >= 0 && (place as number) < of.length
    return of.every(takes) && at.every(isOne) ? at.map((place) => of[place]) : null
  }
  if (!Array.isArray(steps)) return null
  let last = 0
  const values = steps.map((step) => (last += step))
  return values.every(takes) ? values : null
}

function lengthOf(column: Column): number {
  if ("of" in column) return column.at.length
  return "steps" in column ? column.steps.length : column.length
}
