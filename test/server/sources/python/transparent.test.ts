import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { python, pythons } from "../../../support/pythons.ts"
import { bare, type Ended, Observed, outcomeOf, start } from "./observe.ts"

const programs = fileURLToPath(new URL("../../../programs/python/", import.meta.url))
const bundled = fileURLToPath(new URL("../../../../server/programs/healthy/", import.meta.url))

interface Options {
  stdin?: string
  env?: Record<string, string>
}

/** Runs a program without and with the probe, at the same time; returns both outcomes. */
async function both(interpreter: string, args: string[], options: Options = {}): Promise<[Ended, Ended]> {
  const cwd = mkdtempSync(join(tmpdir(), "transparent-"))
  const env = { ...bare(), ...options.env }
  const bareEnd = outcomeOf(start(interpreter, args, { env, cwd }), options.stdin)
  const observed = new Observed("", { interpreter, args, cwd, ...options })
  try {
    const watched = await observed.finish()
    const alone = await bareEnd
    expect(observed.of("run.noticed", "run.dropped")).toEqual([])
    expect(observed.of("process.probed").length, "the program was watched").toBeGreaterThan(0)
    return [alone, watched]
  } finally {
    observed.close()
    await bareEnd
    rmSync(cwd, { recursive: true, force: true })
  }
}

/** Replaces what differs between any two runs of a program. */
const steady = ({ stdout, stderr, ...rest }: Ended) => ({
  ...rest,
  stdout: stdout.replaceAll(/0x[0-9a-f]+/g, "0x").split("\n"),
  stderr: stderr.replaceAll(/0x[0-9a-f]+/g, "0x"),
})

describe.each(pythons())("a program under the probe (Python $version)", ({ path }) => {
  it.each([
    ["an error, its traceback with carets, and one in a child", ["raises.py"]],
    ["its name, arguments, paths and environment", ["who.py", "a", "b c"]],
    ["the library's functions", ["inspecting.py"]],
    ["sys.exit with a text", ["ends.py", "text"]],
    ["sys.exit with a number", ["ends.py", "number"]],
    ["its end by a signal", ["ends.py", "kill"]],
    ["nested processes and subprocesses", ["nested.py", "fork"]],
    ["nested processes under spawn", ["nested.py", "spawn"]],
    ["nested processes under forkserver", ["nested.py", "forkserver"]],
    ["Ctrl-C in get", ["interrupted.py", "get"]],
    ["Ctrl-C in sleep", ["interrupted.py", "sleep"]],
    ["Ctrl-C in a wait for an event", ["interrupted.py", "event"]],
    ["Ctrl-C in with", ["interrupted.py", "with"]],
    ["what can't be pickled or shown", ["unpicklable.py"]],
    ["queues between threads, and their copies in a child", ["threadQueues.py"]],
    ["tasks, locks and queues of asyncio", ["asyncTasks.py"]],
    ["the same in asyncio's debug mode", ["asyncTasks.py", "debug"]],
    ["what it keeps: descriptors, processes, threads, objects", ["kept.py"]],
  ])("behaves the same as without it: %s", async (_, [program = "", ...args]) => {
    const [alone, watched] = await both(path, [join(programs, program), ...args])
    expect(steady(watched)).toEqual(steady(alone))
  })

  it("behaves the same with -c, with -m and from stdin", async () => {
    const code = "import sys; print(__name__, sys.argv, '__file__' in globals()); 1 / 0"
    for (const [args, stdin] of [
      [["-c", code, "x"], ""],
      [["-m", "who", "x"], ""],
      [["-", "x"], code],
      [["-OO", "-W", "error", "-c", code], ""],
    ] as const) {
      const env = args[0] === "-m" ? { PYTHONPATH: programs } : {}
      const [alone, watched] = await both(path, [...args], { stdin, env })
      expect(steady(watched)).toEqual(steady(alone))
    }
  })
})

describe("the bundled programs", () => {
  const names = readdirSync(bundled).filter((name) => name.endsWith(".py"))
  // All at once, because they wait more than they compute.
  it.concurrent.each(names)("%s prints what it prints without the probe", async (name) => {
    const [alone, watched] = await both(python().path, [join(bundled, name)])
    expect(numberless(watched)).toEqual(numberless(alone))
  })
})

/**
 * Lines without numbers and in sorted order, since processes race and times, PIDs, addresses and random choices differ.
 */
const numberless = ({ stdout, stderr, ...rest }: Ended) => ({
  ...rest,
  stderr,
  stdout: [
    ...new Set(stdout.split(/[\r\n]+/).map((line) => line.replaceAll(/0x[0-9a-f]+|[\d.,]+|True|False/g, "#"))),
  ].sort(),
})
