import { expect, test } from "vitest"
import { shared } from "../../../client/src/scenes/share.ts"

test("what is equal is the same object again, at any depth", () => {
  const before = { nodes: [{ key: "a", box: { x: 1 } }], more: null }
  const after = shared(before, { nodes: [{ key: "a", box: { x: 1 } }], more: null })
  expect(after).toBe(before)
})

test("elements are compared with those of the same key, wherever they moved", () => {
  const before = [{ key: "a" }, { key: "b" }]
  const after = shared(before, [{ key: "new" }, { key: "a" }, { key: "b" }])
  expect(after[1]).toBe(before[0])
  expect(after[2]).toBe(before[1])
})

test("what changed is new, and nothing of the old is left in it", () => {
  const before = { a: 1, gone: 2 }
  expect(shared<object>(before, { a: 1 })).toEqual({ a: 1 })
})
