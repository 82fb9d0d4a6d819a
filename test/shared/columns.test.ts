import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { z } from "zod"
import { compileCheck, type JsonSchema } from "../../shared/src/events/compileCheck.ts"
import { type Columns, columnsOf, rowsOf } from "../../shared/src/world/packed/columns.ts"
import { columnsCheck } from "../../shared/src/world/packed/readWorld.ts"

const shape = z.object({
  at: z.number(),
  label: z.string(),
  kind: z.enum(["put", "get"]),
  item: z.number().nullable(),
  site: z.object({ file: z.string(), line: z.number() }).nullable(),
})
const anyNumber = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }))
/** JSON has no −0. */
const anyPositive = anyNumber.map((number) => number + 0)
const anyRow = fc.record({
  at: anyPositive,
  label: fc.oneof(fc.constantFrom("a", "b"), fc.string({ unit: "binary" })),
  kind: fc.constantFrom("put", "get"),
  item: fc.option(anyPositive),
  site: fc.option(fc.record({ file: fc.constantFrom("a.py", "b.py"), line: fc.nat(3) })),
})
const schema = z.toJSONSchema(z.array(shape).meta({ isPackable: true }), { io: "input" }) as JsonSchema
const check = compileCheck(schema, { unknownFields: "remove", packedList: columnsCheck })
/** Writes a chunk as JSON, reads it and returns its rows; undefined if it is not a valid chunk. */
function read(written: unknown) {
  const chunk = JSON.parse(JSON.stringify(written))
  if (!check(chunk)) return undefined
  return Array.isArray(chunk) ? chunk : rowsOf(chunk as Columns)
}

const site = { file: "a.py", line: 7 }
const rows = [5, 9, 7].map((at, item) => ({ at, label: "x", kind: "put", item, site }))
const columns = columnsOf(rows) as Record<string, unknown>

describe("rows stored by columns", () => {
  test("give the same rows back, whatever is in them", () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 64, size: "max" }), (any) => {
        expect(read(columnsOf(any))).toEqual(any)
      }),
      { numRuns: 200 },
    )
  })

  test("hold a value that is the same in all rows once, and integers as differences", () => {
    expect(columns).toEqual({
      at: { steps: [5, 4, -2] },
      label: ["x"],
      kind: ["put"],
      item: { steps: [0, 1, 1] },
      site: [site],
    })
  })

  test("stay rows if their fields differ, and are read as rows", () => {
    expect(columnsOf([{ at: 1 }, { item: 1 }])).toEqual([{ at: 1 }, { item: 1 }])
    expect(columnsOf([])).toEqual([])
    expect(read(rows)).toEqual(rows)
  })

  test.each([
    ["a column of another length", { at: { steps: [5, 4] } }],
    ["a number for a text", { label: [3] }],
    ["another word than there are", { kind: ["peek"] }],
    ["an integer beyond all numbers", { at: { steps: [5, 1e308, 1e308] } }],
    ["a step that is a text", { at: { steps: [5, "4", 2] } }],
    ["a value that is not there", { site: { of: [site], at: [0, 0, 1] } }],
    ["one of few that is none", { site: { of: [site, { file: 1 }], at: [0, 0, 0] } }],
    ["no column at all", { item: null }],
    ["more rows than a chunk has", { at: Array.from({ length: 65 }, () => 1), item: [1] }],
  ])("are refused with %s", (_, wrong) => {
    expect(read(columns)).toEqual(rows)
    expect(read({ ...columns, ...wrong })).toBeUndefined()
  })

  test("are read without the columns that a newer version added", () => {
    expect(read({ ...columns, more: [1] })).toEqual(rows)
    expect(read(rows.map((row) => ({ ...row, more: 1 })))).toEqual(rows)
  })

  test("are refused without one of their columns", () => {
    const { item: _, ...others } = columns
    expect(read(others)).toBeUndefined()
  })
})
