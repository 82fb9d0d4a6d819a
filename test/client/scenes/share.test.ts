import { expect, test } from "vitest"
import { shared } from "../../../client/src/scenes/share.ts"

test("equal parts are the same objects as before, at any depth", () => {
  const before = { nodes: [{ key: "a", box: { x: 1 } }], more: null }
  const after = shared(before, { nodes: [{ key: "a", box: { x: 1 } }], more: null })
  expect(after).toBe(before)
})

test("elements are compared with those of the same key, even if they moved", () => {
  const before = [{ key: "a" }, { key: "b" }]
  const after = shared(before, [{ key: "new" }, { key: "a" }, { key: "b" }])
  expect(after[1]).toBe(before[0])
  expect(after[2]).toBe(before[1])
})

test("changed parts are new objects, which contain no old values", () => {
  const before = { a: 1, gone: 2 }
  expect(shared<object>(before, { a: 1 })).toEqual({ a: 1 })
})
