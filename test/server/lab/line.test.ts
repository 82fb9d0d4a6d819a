import { runInThisContext } from "node:vm"
import { expect, test } from "vitest"
import { prepareLine } from "../../../server/probes/node/lab/line.ts"
import { scriptOf } from "../../../server/src/lab/script.ts"

/** Runs lines one after another as the kernel does, and returns the last one's value. */
async function run(...lines: string[]): Promise<unknown> {
  let value: unknown
  for (const line of lines) value = await runInThisContext(prepareLine(line).source)
  return value
}

test("the value of a last expression is the line's value, awaited", async () => {
  expect(await run("1 + 1")).toBe(2)
  expect(await run("await Promise.resolve(3)")).toBe(3)
  expect(await run("Promise.resolve(4)")).toBe(4)
  expect(await run("if (true) { 5 }")).toBeUndefined()
})

test("variables, functions and classes outlive their line, and a name may be declared again", async () => {
  expect(await run("const a = 1, { b, c: [d] } = { b: 2, c: [3] }", "a + b + d")).toBe(6)
  expect(await run("const a = 1", "const a = 7", "a")).toBe(7)
  expect(await run("function twice(x) { return x * 2 }", "twice(4)")).toBe(8)
  expect(await run("class Thing { x = 9 }", "new Thing().x")).toBe(9)
  expect(await run("let nothing", "nothing")).toBeUndefined()
})

test("a line reports the names that it assigns", () => {
  expect(prepareLine("const p1 = 1; let [x, ...rest] = []; q = 3").names).toEqual(["p1", "x", "rest", "q"])
})

test("a comment at the end of a line does no harm", async () => {
  expect(await run("40 + 2 // the answer")).toBe(42)
})

test("a syntax error is thrown with the position in the line as it was typed", () => {
  expect(() => prepareLine("const = 3")).toThrow(/Unexpected token \(1:6\)/)
})

test("lines are saved as a module with the imports they use", () => {
  const script = scriptOf("Lab 1", ["const p1 = new Process({ target: count })", "p1.start()"])
  expect(script).toContain('import { Process } from "forkscope/multiprocessing"')
  expect(script).toContain('import { count } from "forkscope/workloads"')
  expect(script).toContain("const p1 = new Process({ target: count })\np1.start()\n")
})

test("a name declared twice, or never, becomes one variable of the saved module", () => {
  const script = scriptOf("Lab 1", ["const q = new Queue(3)", "const q = new Queue(4)", "x = 3", "y = x"])
  expect(script).toContain("let q, x, y")
  expect(script).toContain("\nq = new Queue(3)\nq = new Queue(4)\nx = 3\n")
})
