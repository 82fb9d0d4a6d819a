import { EMPTY_WORLD, fold, type World } from "@forkscope/shared/world"
import { describe, expect, test } from "vitest"
import { arrowsByLine, codeArrows } from "../../../client/src/scenes/code/arrows.ts"
import { bestView } from "../../../client/src/scenes/code/bestView.ts"
import { ErrorFinder } from "../../../client/src/scenes/code/errors.ts"
import { codeFiles, fileNamed, mainPath } from "../../../client/src/scenes/code/files.ts"
import { readTraceback, TracebackReader } from "../../../client/src/scenes/code/tracebacks.ts"
import { PROCESS_COLOURS } from "../../../client/src/theme/processColours.ts"
import { numbered } from "../../support/events.ts"
import { child, type Facts, worldOf } from "./worlds.ts"

/** All errors of a world, found from scratch. */
const codeErrors = (world: World) => new ErrorFinder().find(world)

const MAIN = "/home/me/main.py"

const source = (text: string, file = MAIN): Facts[number] => ({ type: "source.read", src: "run", file, text })
const frame = (proc: number, line: number, more: object = {}): Facts[number] => ({
  type: "frame.sampled",
  proc,
  tid: 100 + proc,
  file: MAIN,
  line,
  function: "worker",
  ...more,
})
const printed = (text: string): Facts[number] => ({ type: "output.written", src: "run", stream: "pty", text })

describe("arrows", () => {
  test("each sampled thread has one, at its line", () => {
    const world = worldOf([
      source("a\nb\nc\n"),
      child(2),
      child(3),
      frame(2, 2),
      frame(3, 2),
      frame(2, 3, { tid: 900 }),
    ])
    const { arrows } = codeArrows(world)
    expect(arrows.map(({ key, line }) => [key, line])).toEqual([
      ["2:102", 2],
      ["2:900", 3],
      ["3:103", 2],
    ])
    expect([...arrowsByLine(arrows, MAIN)].map(([line, { length }]) => [line, length])).toEqual([
      [2, 2],
      [3, 1],
    ])
  })

  test("the line of a wait replaces the sampled line, with its cause and its beginning", () => {
    const waits: Facts[number] = {
      type: "queue.get.started",
      queue: 1,
      proc: 2,
      tid: 102,
      op: 7,
      block: true,
      at: 50_000,
      site: { file: MAIN, line: 3, function: "worker" },
    }
    const queue: Facts[number] = { type: "queue.created", queue: 1, proc: 1, name: "q", maxsize: 3, kind: "queue" }
    const world = worldOf([source("a\nb\nc\n"), queue, child(2), frame(2, 1), waits])
    expect(codeArrows(world).arrows).toMatchObject([{ line: 3, state: "waiting", cause: "get", since: 50_000 }])
    // The stack is older than the wait, so it does not belong to the wait.
    expect(codeArrows(world).arrows[0]?.stack).toEqual([{ file: MAIN, line: 3, function: "worker" }])
  })

  test("a process known only from the kernel has none, and a reason is given; one with a probe only has none yet", () => {
    const probed: Facts[number] = { type: "process.probed", proc: 3, probe: "python", version: "3.11.7" }
    const { arrows, unseen } = codeArrows(worldOf([source("a\n"), child(2), child(3), probed]))
    expect(arrows).toEqual([])
    expect(unseen).toEqual([
      { proc: 1, why: "opaque" },
      { proc: 2, why: "opaque" },
      { proc: 3, why: "early" },
    ])
  })

  test("a thread that is in a file that is not the program's has none", () => {
    expect(codeArrows(worldOf([source("a\n"), child(2), frame(2, 1, { file: "/usr/lib/queue.py" })])).arrows).toEqual(
      [],
    )
  })

  test("threads and processes that have ended have none", () => {
    const ended: Facts = [
      { type: "thread.exited", proc: 2, tid: 102 },
      { type: "process.exited", proc: 3, exitCode: 0 },
    ]
    expect(codeArrows(worldOf([source("a\n"), child(2), child(3), frame(2, 1), frame(3, 1), ...ended])).arrows).toEqual(
      [],
    )
  })

  test("when the run has ended there are none, and no process is listed as without an arrow", () => {
    const over: Facts[number] = { type: "run.ended", src: "run", outcome: "exited", exitCode: 0 }
    expect(codeArrows(worldOf([source("a\n"), child(2), frame(2, 1), over]))).toEqual({ arrows: [], unseen: [] })
  })
})

describe("a file opens where most of its arrows are", () => {
  const at = (...lines: number[]) => lines.map((line) => ({ top: line * 20, count: 1 }))

  test("at its beginning, when no place further down has more", () => {
    expect(bestView(at(1, 3), 200, 20)).toBe(0)
    expect(bestView(at(1, 100), 200, 20)).toBe(0)
    expect(bestView([], 200, 20)).toBe(0)
  })

  test("some lines above the first arrow", () => expect(bestView(at(50, 52, 53), 200, 20)).toBe(50 * 20 - 50))

  test("at the largest group, not at the first arrow", () => {
    expect(bestView([...at(20), { top: 2000, count: 6 }], 200, 20)).toBe(1950)
  })
})

describe("files", () => {
  test("the started file comes first, then the files in its folder by name, then others", () => {
    const events = numbered(
      {
        type: "run.started",
        src: "run",
        name: "x",
        kind: "program",
        argv: ["python3", "main.py", "b.py"],
        cores: 2,
        wallClock: 1,
        containment: "strong",
      },
      source("", "/home/me/z.py"),
      source("", "/opt/lib/c.py"),
      source("", "/home/me/sub/b.py"),
      source("", MAIN),
    )
    const world: World = fold(EMPTY_WORLD, events)
    expect(mainPath(world)).toBe(MAIN)
    expect(codeFiles(world).map(({ name }) => name)).toEqual(["main.py", "sub/b.py", "z.py", "c.py"])
  })

  test("a path is recognized in every printed form: absolute, relative, or as a file URL", () => {
    const paths = [MAIN, "/home/me/a b.mjs"]
    expect(fileNamed(paths, MAIN)).toBe(MAIN)
    expect(fileNamed(paths, "./main.py")).toBe(MAIN)
    expect(fileNamed(paths, "file:///home/me/a%20b.mjs")).toBe("/home/me/a b.mjs")
    expect(fileNamed(paths, "/usr/lib/main.py")).toBeNull()
    expect(fileNamed(paths, "file:///%")).toBeNull()
    expect(fileNamed(paths, "")).toBeNull()
  })
})

describe("tracebacks", () => {
  const PYTHON = `Process Process-1:
Traceback (most recent call last):
  File "/usr/lib/python3.11/multiprocessing/process.py", line 314, in _bootstrap
    self.run()
  File "${MAIN}", line 2, in worker
    return 1 / n
           ~~^~~
ZeroDivisionError: division by zero
`

  test("Python's: the innermost line of the program, the carets and the message", () => {
    const world = worldOf([source("def worker(n):\n    return 1 / n\n"), printed(PYTHON)])
    expect(codeErrors(world)).toEqual([
      { file: MAIN, line: 2, message: "ZeroDivisionError: division by zero", columns: { from: 11, to: 16 }, count: 1 },
    ])
  })

  test("an error inside the library is shown at the line where the program called it, without the library's carets", () => {
    const text = PYTHON.replace("    return", '  File "/usr/lib/x.py", line 9, in get\n    return')
    expect(codeErrors(worldOf([source("\n\n"), printed(text)]))).toMatchObject([{ line: 2, columns: null }])
  })

  test("a syntax error, which has no traceback, is found at its line too", () => {
    const text = `  File "${MAIN}", line 1\r\n    def run()：\r\n             ^\r\nSyntaxError: invalid character '：' (U+FF1A)\r\n`
    expect(codeErrors(worldOf([source("def run()：\n"), printed(text)]))).toEqual([
      {
        file: MAIN,
        line: 1,
        message: "SyntaxError: invalid character '：' (U+FF1A)",
        columns: { from: 9, to: 10 },
        count: 1,
      },
    ])
  })

  test("colour codes and split output make no difference, and repeated errors are counted", () => {
    const coloured = PYTHON.replace("ZeroDivisionError", "\u001b[1;35mZeroDivisionError\u001b[0m")
    const pieces = [...(coloured + coloured)].reduce<string[]>((all, character, place) => {
      if (place % 7 === 0) all.push("")
      all[all.length - 1] += character
      return all
    }, [])
    const world = worldOf([source("def worker(n):\n    return 1 / n\n"), ...pieces.map(printed)])
    expect(codeErrors(world)).toMatchObject([{ line: 2, count: 2 }])
  })

  test("an error that causes another leaves both at their lines", () => {
    const remote = `multiprocessing.pool.RemoteTraceback: 
"""
Traceback (most recent call last):
  File "${MAIN}", line 1, in worker
    fail()
ValueError: boom
"""

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "${MAIN}", line 2, in <module>
    result.get()
ValueError: boom
`
    const world = worldOf([source("fail()\nresult.get()\n"), printed(remote)])
    expect(codeErrors(world).map(({ line, message }) => [line, message])).toEqual([
      [1, "ValueError: boom"],
      [2, "ValueError: boom"],
    ])
  })

  test("Node's: the head and the stack are one error", () => {
    const text = `file:///home/me/x.mjs:2
  throw new TypeError("no")
        ^

TypeError: no
    at fail (file:///home/me/x.mjs:2:9)
    at node:internal/main:1:1
    at file:///home/me/x.mjs:4:1

Node.js v20.0.0
`
    expect(readTraceback(text)).toEqual([
      {
        message: "TypeError: no",
        frames: [
          { file: "file:///home/me/x.mjs", line: 2, function: "fail" },
          { file: "file:///home/me/x.mjs", line: 4 },
        ],
        pointed: { code: '  throw new TypeError("no")', from: 8, to: 9 },
      },
    ])
  })

  test("a stack that a program logs without failing is found too", () => {
    expect(readTraceback("RangeError: odd\n    at /home/me/x.js:3:4\n")).toMatchObject([
      { message: "RangeError: odd", frames: [{ line: 3 }] },
    ])
  })

  test("ordinary output is not an error", () => {
    const reader = new TracebackReader()
    reader.feed(`Hello\nValue: 3\nDone\n  File "x.py" is there\n${"x".repeat(100_000)}\nError handling works: yes\n`)
    expect(reader.errors).toEqual([])
  })

  test("each piece of output is read only once, however long the run is", () => {
    const finder = new ErrorFinder()
    const facts: Facts = [source("def worker(n):\n    return 1 / n\n"), printed(PYTHON)]
    finder.find(worldOf(facts))
    finder.find(worldOf(facts))
    expect(finder.find(worldOf([...facts, printed(PYTHON)]))).toMatchObject([{ count: 2 }])
  })

  test("the error of a failed task is found by its traceback", () => {
    const facts: Facts = [
      source("def worker(n):\n    return 1 / n\n"),
      { type: "pool.created", pool: 1, proc: 1, name: "", size: 1 },
      { type: "task.submitted", pool: 1, proc: 1, task: 1, fn: "worker", args: "0", via: "applyAsync" },
      {
        type: "task.finished",
        proc: 1,
        pool: 1,
        task: 1,
        outcome: "error",
        error: { name: "ZeroDivisionError", message: "division by zero", traceback: PYTHON },
      },
    ]
    expect(codeErrors(worldOf(facts))).toMatchObject([{ line: 2, message: "ZeroDivisionError: division by zero" }])
  })
})

/** The WCAG contrast ratio of two colours `#rrggbb`. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) =>
    [1, 3, 5]
      .map((place) => Number.parseInt(colour.slice(place, place + 2), 16) / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
      .reduce((sum, value, place) => sum + value * ([0.2126, 0.7152, 0.0722][place] ?? 0), 0)
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

test.each(PROCESS_COLOURS)("a process's colour contrasts with its name and the panel: $light, $dark", (colour) => {
  expect(contrast(colour.light, "#ffffff")).toBeGreaterThanOrEqual(4.5)
  expect(contrast(colour.dark, "#0d1015")).toBeGreaterThanOrEqual(4.5)
  expect(contrast(colour.dark, "#12161d")).toBeGreaterThanOrEqual(3)
})
