/**
 * The lab's main process: runs one line at a time and reports the outcome.
 *
 * Lines come from the server over a connection of their own; results are reported as facts, in order with all others. A
 * line that waits (`await p.join()`) keeps the next ones waiting, as it would in a script.
 */
import { createRequire } from "node:module"
import net from "node:net"
import { inspect } from "node:util"
import vm from "node:vm"
import * as library from "@forkscope/multiprocessing"
import { describeError, type ErrorDescription } from "@forkscope/multiprocessing/errors.ts"
import { lineReader } from "@forkscope/multiprocessing/observe/lines.ts"
import { factKey, observer } from "@forkscope/multiprocessing/observe/observer.ts"
import * as workloads from "@forkscope/multiprocessing/workloads.ts"
import { prepareLine } from "./line.ts"

interface Request {
  line: number
  code: string
}

class KeyboardInterrupt extends Error {
  override name = "KeyboardInterrupt"
}

Object.assign(globalThis, library, workloads, { require: createRequire(`${process.cwd()}/lab.js`) })

const waiting: Request[] = []
let isBusy = false
let interrupt: (error: KeyboardInterrupt) => void = () => {}

process.on("SIGINT", () => interrupt(new KeyboardInterrupt("the line was interrupted")))
process.on("uncaughtException", (error) => console.error(error))

const path = process.env.FORKSCOPE_SOCKET
if (!path)
  throw new Error("Expected FORKSCOPE_SOCKET to name the run's socket: the lab's kernel is started by a server")
const control = net.connect(path)
control.write(`${JSON.stringify({ forkscope: 1, lab: true, pid: process.pid })}\n`)
control.on(
  "data",
  lineReader(1_000_000, (text) => {
    waiting.push(JSON.parse(text) as Request)
    void work()
  }),
)
control.on("close", () => process.exit(0))

async function work(): Promise<void> {
  if (isBusy) return
  isBusy = true
  for (let request = waiting.shift(); request; request = waiting.shift()) await run(request)
  isBusy = false
}

async function run({ line, code }: Request): Promise<void> {
  const proc = observer.processKey
  observer.emit({ type: "line.started", line, proc })
  observer.flush()
  let names: readonly string[] = []
  try {
    const prepared = prepareLine(code)
    names = prepared.names
    const interrupted = new Promise<never>((_, reject) => {
      interrupt = reject
    })
    const result = vm.runInThisContext(prepared.source, { filename: `line ${line}`, breakOnSigint: true })
    const value: unknown = await Promise.race([result, interrupted])
    const shown = value === undefined ? value : show(value)
    observer.emit({ type: "line.finished", line, proc, outcome: "ok", value: shown, binds: bindings(names) })
  } catch (error) {
    // The next line runs whatever this one throws: the code below never uses the error in a way that can throw again.
    const isInterrupt = error instanceof KeyboardInterrupt || isBreak(error)
    const outcome = isInterrupt ? "interrupted" : "error"
    observer.emit({ type: "line.finished", line, proc, outcome, error: describe(error), binds: bindings(names) })
  }
  observer.flush()
}

/** Whether it is the error that vm throws when SIGINT ended a line that kept the thread busy. */
function isBreak(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED"
}

function show(value: unknown): string {
  return inspect(value, { depth: 2, breakLength: 100, maxArrayLength: 50, maxStringLength: 1000 }).slice(0, 2000)
}

function describe(error: unknown): ErrorDescription {
  try {
    if (!(error instanceof Error)) return { name: "Error", message: `thrown: ${show(error)}` }
    const isOurs = (frame: string) => /^\s+at .*(kernel\.cjs|node:)/.test(frame)
    const frames = (error.stack ?? "").split("\n").filter((frame) => !isOurs(frame))
    const cause = error.cause instanceof Error ? `\ncaused by ${error.cause.stack ?? error.cause.message}` : ""
    return { ...describeError(error), traceback: (frames.join("\n") + cause).slice(0, 16_000) }
  } catch {
    return { name: "Error", message: "the line threw something that can't be shown" }
  }
}

/** The names assigned by the line whose objects have a key in facts. */
function bindings(names: readonly string[]): { name: string; kind: string; id: string }[] {
  return names.flatMap((name) => {
    const value = (globalThis as Record<string, unknown>)[name]
    const kind = kindOf(value)
    const id = kind && (value as { [factKey]?: string })[factKey]
    return kind && id ? [{ name, kind, id }] : []
  })
}

function kindOf(value: unknown): "process" | "queue" | "pool" | "lock" | null {
  if (value instanceof library.Process) return "process"
  if (value instanceof library.Queue) return "queue"
  if (value instanceof library.Pool) return "pool"
  if (value instanceof library.Lock || value instanceof library.Semaphore || value instanceof library.Event)
    return "lock"
  return null
}
