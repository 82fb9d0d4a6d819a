import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { findingsOf } from "@forkscope/shared/findings"
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest"
import { type ChosenLimits, limitsWith } from "../../../server/src/containment/limits.ts"
import { Warden } from "../../../server/src/containment/warden.ts"
import { Runs } from "../../../server/src/runs/runs.ts"
import { python } from "../../support/pythons.ts"

/*
 * Programs that are refused memory or files, because their run has a limit. What they print says where.
 */

const script = fileURLToPath(new URL("../../../server/src/containment/supervisor.pl", import.meta.url))
const env = { PATH: process.env.PATH ?? "/usr/bin:/bin", HOME: process.env.HOME ?? "/" }
const MB = 1024 * 1024
let warden: Warden

beforeAll(async () => {
  warden = await Warden.start({ script })
})
afterAll(() => warden.close())

/** Runs a file with these lines to its end. @returns what its run was refused, as `limit:line`, and its findings */
async function refusedIn(interpreter: string, lines: readonly string[], chosen: ChosenLimits) {
  const folder = mkdtempSync(join(tmpdir(), "forkscope-test-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, interpreter === process.execPath ? "program.mjs" : "program.py")
  writeFileSync(file, lines.join("\n"))
  const runs = new Runs(warden, limitsWith(chosen))
  const run = await runs.start({ name: "test", kind: "program", argv: [interpreter, file], env, cwd: folder })
  await run.ended
  const { world } = run.log
  return {
    refused: (world.run?.limits ?? []).map(({ limit, site }) => `${limit}:${site?.line ?? "?"}`),
    found: findingsOf(world, world.at).map(({ kind, text }) => [kind, text.key, text.values]),
  }
}

const PYTHON = python().path
const CHILD = (target: string) => `if __name__ == '__main__': p = mp.Process(target=${target}); p.start(); p.join()`

test("a Python program that opens too many files: the line that opened the last", async () => {
  const lines = ["import os", "def open_one():", "  return open(os.devnull)", "kept = [open_one() for _ in range(999)]"]
  const { refused, found } = await refusedIn(PYTHON, lines, { descriptors: 64 })
  expect(refused).toEqual(["descriptors:3"])
  expect(found).toEqual([
    ["limit-reached", "limit-reached.descriptors", expect.objectContaining({ limit: 64, at: expect.anything() })],
  ])
})

test("a child that asks for too much memory: the line that asked", async () => {
  const lines = ["import multiprocessing as mp", "def work():", "  bytearray(2 * 10 ** 9)", CHILD("work")]
  const { refused, found } = await refusedIn(PYTHON, lines, { memoryBytes: 256 * MB })
  expect(refused).toEqual(["memory:3"])
  expect(found).toEqual([["limit-reached", "limit-reached.memory", expect.objectContaining({ megabytes: 256 })]])
})

test("too many threads: the line that started the last, since their stacks need memory", async () => {
  const lines = [
    "import os, threading, time",
    "try:",
    "  for _ in range(500): threading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
    "except RuntimeError:",
    "  import traceback; traceback.print_exc(); os._exit(3)",
  ]
  expect((await refusedIn(PYTHON, lines, { memoryBytes: 512 * MB })).refused).toEqual(["memory:3"])
})

test("a Node program that opens too many files: the line that opened the last", async () => {
  const lines = ["import { openSync } from 'node:fs'", "for (;;) {", "  openSync('/dev/null')", "}"]
  expect((await refusedIn(process.execPath, lines, { descriptors: 64 })).refused).toEqual(["descriptors:3"])
})

test("a program that is refused nothing has no such finding, nor one without limits", async () => {
  const keeps = ["import os, sys", "kept = [open(os.devnull) for _ in range(100)]"]
  const says = "print(OSError(24, os.strerror(24)), file=sys.stderr)"
  expect((await refusedIn(PYTHON, keeps, { descriptors: 256 })).found).toEqual([])
  expect((await refusedIn(PYTHON, [...keeps, says], { descriptors: null })).refused).toEqual([])
})
