import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { BundledProgram } from "@forkscope/shared/socket"
import type { Handlers } from "../commands/commands.ts"
import { CommandError } from "../commands/commands.ts"
import { labScript } from "../lab/lab.ts"
import type { Recordings } from "../recording/recordings.ts"
import type { Runs } from "../runs/runs.ts"
import { FACTS_SOCKET } from "../sources/index.ts"
import { cleanEnvironment } from "./environment.ts"
import type { Python } from "./interpreters.ts"
import { languageOf, writeProgram } from "./programs.ts"

/** The files that labs run: one folder up from the bundled server, and beside it. */
const NODE_KERNEL = fileURLToPath(new URL("../multiprocessing/kernel.cjs", import.meta.url))
const PYTHON_KERNEL = fileURLToPath(new URL("./python/lab.py", import.meta.url))
const PYTHON_WORKLOADS = fileURLToPath(new URL("./python/forkscope_workloads.py", import.meta.url))

/**
 * A lab starts so many children fewer than the run's limit: managers need processes too, and at the limit the run is
 * stopped.
 */
const ROOM_FOR_MANAGERS = 8

interface HandlersOptions {
  runs: Runs
  recordings: Recordings | null
  /** Working directory of labs. */
  cwd: string
  python: Python | null
  pythonHint: string
  programs: BundledProgram[]
}

/** What each command does. An answer only says that the command was accepted; its effects appear as events. */
export function handlersFor({ runs, recordings, cwd, python, pythonHint, programs }: HandlersOptions): Handlers {
  const recorded = () => {
    if (recordings) return recordings
    throw new CommandError(
      "NOT_FOUND",
      "Expected a server that records; this one can not write where recordings are kept",
    )
  }
  const interpreter = (language: "node" | "python") => {
    if (language === "node") return process.execPath
    if (python) return python.path
    throw new CommandError("INVALID", `Expected Python 3.9 or newer on this machine. Install it: ${pythonHint}`)
  }
  const labOf = (id: string) => {
    const run = runs.require(id)
    if (!run.lab) throw new CommandError("INVALID", `Expected run ${id} to be a lab; it takes no lines`)
    if (run.isOver) throw new CommandError("EXITED", `Lab ${id} has ended; make a new one`)
    return { run, lab: run.lab }
  }
  return {
    "runs.list": () => ({ runs: runs.list() }),
    "lab.create": async ({ name, language = "node" }) => {
      const program = interpreter(language)
      const run = await runs.start((folder) => ({
        name: name ?? "Lab",
        kind: "lab",
        language,
        argv:
          language === "node"
            ? [program, "--no-warnings", NODE_KERNEL]
            : [program, PYTHON_KERNEL, join(folder, FACTS_SOCKET)],
        env: {
          ...cleanEnvironment(),
          ...(runs.limits.processes === null
            ? {}
            : { FORKSCOPE_MAX_PROCESSES: String(Math.max(1, runs.limits.processes - ROOM_FOR_MANAGERS)) }),
        },
        cwd,
      }))
      return { run: run.id }
    },
    "programs.list": () => ({ programs }),
    "program.start": async ({ name, files, main, args, env }) => {
      const language = languageOf(main)
      if (!language) {
        throw new CommandError("INVALID", `Expected a file that ends in .py, .mjs, .cjs or .js to run, got ${main}`)
      }
      const program = interpreter(language)
      const run = await runs.start((folder) => {
        const home = join(folder, "program")
        writeProgram(home, files)
        return {
          name: name ?? main,
          kind: "program",
          language,
          argv: [program, join(home, main), ...args],
          env: { ...cleanEnvironment(), ...env },
          cwd: home,
          sources: files.map((file) => join(home, file.name)),
        }
      })
      return { run: run.id }
    },
    "lab.submit": ({ run: id, code }) => {
      const { run, lab } = labOf(id)
      return { line: lab.submit(code, run.log.world) }
    },
    "lab.interrupt": ({ run: id }) => labOf(id).run.interrupt(),
    "lab.script": ({ run: id }) => {
      const run = runs.require(id)
      if (!run.lab) throw new CommandError("INVALID", `Expected run ${id} to be a lab; only a lab has lines to save`)
      return labScript(run.log.world, readFileSync(PYTHON_WORKLOADS, "utf8"))
    },
    "run.stop": ({ run }) => runs.require(run).stop(),
    "run.remove": ({ run }) => runs.remove(run),
    "run.input": async ({ run, text }) => runs.require(run).input(text),
    "run.resize": async ({ run, cols, rows }) => runs.require(run).resize(cols, rows),
    "recordings.list": async () =>
      (await recordings?.list()) ?? { recordings: [], folder: "", bytes: 0, quota: 0, days: 0 },
    "recording.label": ({ recording, ...label }) => recorded().label(recording, label),
    "recording.remove": async ({ recording }) => recorded().remove(recording),
    "process.signal": ({ run, proc, signal }) => runs.require(run).signal({ proc, signal }),
  }
}
