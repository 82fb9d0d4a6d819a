/*
 * Rows with the same fields, written by columns: row by row, field names alone would be half of the text. A column has
 * one of these forms:
 *
 *     [value, …]                     a value for each row; a single value holds for all rows
 *     {"steps":[first, +1, …]}       integers, each as the difference from the one before
 *     {"of":[value, …],"at":[0, …]}  the distinct values, and for each row the index of its value
 */
export type Row = Readonly<Record<string, unknown>>
type Column =
  | readonly unknown[]
  | { readonly steps: readonly number[] }
  | { readonly of: readonly unknown[]; readonly at: readonly number[] }
export type Columns = Readonly<Record<string, Column>>

/** Rows by columns; the rows themselves where that is not possible. */
export function columnsOf(rows: readonly Row[]): readonly Row[] | Columns {
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
  // The number of rows is read from a column with a value for each row.
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

/** The inverse of `columnsOf`. Columns from an untrusted source must be checked with `areColumns` first. */
export function rowsOf(columns: Columns): readonly Row[] {
  const names = Object.keys(columns)
  const length = rowCount(columns)
  const blank = Object.fromEntries(names.map((name) => [name, null]))
  const rows: Record<string, unknown>[] = []
  for (let place = 0; place < length; place++) rows.push({ ...blank })
  for (const name of names) {
    const values = valuesOf(columns[name] as Column)
    const isOne = values.length === 1
    // By index, for speed: a world may have half a million rows.
    for (let place = 0; place < length; place++)
      (rows[place] as Record<string, unknown>)[name] = values[isOne ? 0 : place]
  }
  return rows
}

function valuesOf(column: Column): readonly unknown[] {
  if ("of" in column) return column.at.map((place) => column.of[place])
  if (!("steps" in column)) return column
  let last = 0
  return column.steps.map((step) => {
    last += step
    return last
  })
}

function lengthOf(column: Column): number {
  if ("of" in column) return column.at.length
  return "steps" in column ? column.steps.length : column.length
}

/** The number of rows that are written by columns. */
export const rowCount = (columns: Columns): number => Math.max(0, ...Object.values(columns).map(lengthOf))

/**
 * Whether a value from `JSON.parse` is a list of at most `limit` rows, by columns that all have the same number of
 * values, or one value.
 */
export function areColumns(value: unknown, limit: number): value is Columns {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false
  const columns = Object.values(value)
  if (!columns.every(isColumn)) return false
  const length = rowCount(value as Columns)
  return length <= limit && columns.map(lengthOf).every((one) => one === length || one === 1)
}

function isColumn(column: unknown): column is Column {
  if (Array.isArray(column)) return true
  if (typeof column !== "object" || column === null) return false
  const { steps, of, at } = column as Partial<Record<string, unknown>>
  if (Array.isArray(of) && Array.isArray(at)) {
    const isPlace = (place: unknown) =>
      Number.isInteger(place) && (place as number) >= 0 && (place as number) < of.length
    return at.every(isPlace)
  }
  if (!Array.isArray(steps) || of !== undefined) return false
  let last = 0
  for (const step of steps) {
    if (!Number.isFinite(step)) return false
    last += step
  }
  // An overflow to infinity lasts to the end of the sum, so checking the last value is enough.
  return Number.isFinite(last)
}

/** The values of a column; where they are stored as distinct values, each once. */
export const distinctValues = (column: Column): readonly unknown[] => ("of" in column ? column.of : valuesOf(column))
