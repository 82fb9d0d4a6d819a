import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { pythonScriptOf } from "../../../server/src/lab/pythonScript.ts"

const workloads = readFileSync(new URL("../../../server/probes/python/forkscope_workloads.py", import.meta.url), "utf8")
const saved = (...lines: string[]) => pythonScriptOf("My lab", lines, workloads)

test("a saved Python lab contains the imports and the functions that its lines use, and no others", () => {
  const script = saved('p1 = Process(target=sleep_for, args=(0.1,), name="Ann")', "p1.start()", "p1.join()")
  expect(script.split("\n").filter((line) => /^(import|from|def) /.test(line))).toEqual([
    "import time",
    "from multiprocessing import Process",
    "def sleep_for(seconds=1):",
  ])
})

test("it runs by itself and does what the lab did, with functions that were defined in a line", () => {
  const script = saved(
    "def double(n):\n    return 2 * n",
    "pool = Pool(2)",
    "print(pool.map(double, [1, 2]), pool.map(square, [3]))",
    "for n in range(2):\n    print(n)",
    "pool.close()",
    "pool.join()",
  )
  expect(execFileSync("python3", ["-"], { input: script, encoding: "utf8" })).toBe("[2, 4] [9]\n0\n1\n")
})

test("a lab without lines is a script that does nothing", () => {
  expect(execFileSync("python3", ["-"], { input: saved(), encoding: "utf8" })).toBe("")
})
