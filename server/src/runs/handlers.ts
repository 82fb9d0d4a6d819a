import { fileURLToPath } from "node:url"
import type { Handlers } from "../commands.ts"
import { CommandError } from "../commands.ts"
import { labScript } from "../lab/lab.ts"
import type { Runs } from "./runs.ts"

/** The file that a lab runs: one folder up from the bundled server. */
const KERNEL = fileURLToPath(new URL("../multiprocessing/kernel.cjs", import.meta.url))
const NOTHING = {}

/** A lab refuses to start its last few children, which leaves room for managers, before the run's own limit ends it. */
const ROOM_FOR_MANAGERS = 8

/** Certificates to trust cost a Node process 50 ms at its start, and npm's own variables are no business of a lab. */
function labEnvironment(processes: number): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && name !== "NODE_EXTRA_CA_CERTS" && !/^(npm_|FORKSCOPE_)/.test(name),
  )
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    FORKSCOPE_MAX_PROCESSES: String(Math.max(1, processes - ROOM_FOR_MANAGERS)),
  }
}

/** What each command does. The answer only says that it was taken; what came of it is seen as facts. */
export function handlersFor(runs: Runs, cwd: string): Handlers {
  const labOf = (id: string) => {
    const run = runs.require(id)
    if (!run.lab) throw new CommandError("INVALID", `Expected run ${id} to be a lab; it takes no lines`)
    if (run.isOver) throw new CommandError("EXITED", `Lab ${id} has ended; make a new one`)
    return { run, lab: run.lab }
  }
  return {
    "runs.list": () => ({ runs: runs.list() }),
    "lab.create": async ({ name }) => {
      const argv = [process.execPath, "--no-warnings", KERNEL]
      const run = await runs.start({
        name: name ?? "Lab",
        kind: "lab",
        argv,
        env: labEnvironment(runs.limits.processes),
        cwd,
      })
      return { run: run.id }
    },
    "lab.submit": ({ run: id, code }) => {
      const { run, lab } = labOf(id)
      return { line: lab.submit(code, run.log.world) }
    },
    "lab.interrupt": async ({ run: id }) => {
      await labOf(id).run.interrupt()
      return NOTHING
    },
    "lab.script": ({ run: id }) => {
      const run = runs.require(id)
      if (!run.lab) throw new CommandError("INVALID", `Expected run ${id} to be a lab; only a lab has lines to save`)
      return labScript(run.log.world)
    },
    "run.stop": async ({ run }) => {
      await runs.require(run).stop()
      return NOTHING
    },
    "run.remove": async ({ run }) => {
      await runs.remove(run)
      return NOTHING
    },
    "run.input": ({ run, text }) => {
      runs.require(run).input(text)
      return NOTHING
    },
    "run.resize": ({ run, cols, rows }) => {
      runs.require(run).resize(cols, rows)
      return NOTHING
    },
    "process.signal": async ({ run, proc, signal }) => {
      await runs.require(run).signal({ proc, signal })
      return NOTHING
    },
  }
}
