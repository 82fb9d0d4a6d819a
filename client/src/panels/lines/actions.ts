import type { CommandInput } from "@forkscope/shared/socket"
import { isAlive, mainOf, type ProcessState, stateOf, variableOf, type World, waitOf } from "@forkscope/shared/world"

type Signal = CommandInput<"process.signal">["signal"]

/** What a control does: runs a line in the lab, or sends a signal past it. */
type Effect =
  | { readonly kind: "line"; readonly code: string }
  | { readonly kind: "signal"; readonly signal: Signal; readonly proc: number }

export interface Action {
  /** Key of its label in `actions`. */
  readonly id: string
  readonly effect: Effect
  readonly isDanger: boolean
}

/** What can be done to a process in each state. Those with a line need a lab variable that holds the process. */
const OFFERS: Record<ProcessState, readonly string[]> = {
  created: ["start", "isAlive"],
  running: ["join", "joinFor", "terminate", "kill", "suspend", "isAlive"],
  ready: ["join", "joinFor", "terminate", "kill", "suspend", "isAlive"],
  waiting: ["join", "joinFor", "terminate", "kill", "suspend", "isAlive"],
  stopped: ["resume", "terminate", "kill", "isAlive"],
  zombie: ["join", "isAlive"],
  gone: ["join", "isAlive"],
}

const SIGNALS: Partial<Record<string, Signal>> = {
  terminate: "SIGTERM",
  kill: "SIGKILL",
  suspend: "SIGSTOP",
  resume: "SIGCONT",
}

function lineOf(action: string, variable: string): string | null {
  switch (action) {
    case "start":
    case "terminate":
    case "kill":
      return `${variable}.${action}()`
    case "join":
      return `await ${variable}.join()`
    case "joinFor":
      return `await ${variable}.join(2)`
    case "isAlive":
      return `await ${variable}.isAlive()`
    default:
      return null
  }
}

/** The line that the lab's main process is in, if it is: while it lasts, no other line runs. */
export function runningLine(world: World) {
  return Object.values(world.lines).find((line) => line.state === "running")
}

/** Whether a line sent now has to wait because the one before it waits for something. */
function isBlocked(world: World): boolean {
  const main = mainOf(world)
  return runningLine(world) !== undefined && main !== undefined && (waitOf(world, main.id) !== null || main.isStopped)
}

export function processActions(world: World, id: number): Action[] {
  const process = world.processes[id]
  if (!process) return []
  const state = stateOf(world, id)
  const variable = variableOf(world, "process", id)
  const isMain = mainOf(world)?.id === id
  return OFFERS[state].flatMap((action): Action[] => {
    // Ending the process that runs the program ends the run: that is what its Stop button is for.
    if (isMain && (action === "terminate" || action === "kill")) return []
    const signal = SIGNALS[action]
    const isDanger = action === "terminate" || action === "kill"
    const code = variable && lineOf(action, variable)
    if (code && !(signal && isBlocked(world))) return [{ id: action, effect: { kind: "line", code }, isDanger }]
    if (signal && isAlive(process)) return [{ id: action, effect: { kind: "signal", signal, proc: id }, isDanger }]
    return []
  })
}

const line = (id: string, code: string, isDanger = false): Action => ({ id, effect: { kind: "line", code }, isDanger })

/** What can be done to a queue that a lab variable holds, given the value and timeout in the form. */
export function queueActions(world: World, id: number, value: string, timeout: string): Action[] {
  const queue = world.queues[id]
  const q = variableOf(world, "queue", id)
  if (!queue || !q) return []
  const puts = queue.isClosed
    ? []
    : [
        line("put", `await ${q}.put(${value}${timeout && `, ${timeout}`})`),
        line("putNowait", `await ${q}.putNowait(${value})`),
      ]
  return [
    ...puts,
    line("get", `await ${q}.get(${timeout})`),
    line("getNowait", `await ${q}.getNowait()`),
    line("full", `await ${q}.full()`),
    line("empty", `await ${q}.empty()`),
    line("qsize", `await ${q}.qsize()`),
    ...(queue.isClosed ? [] : [line("close", `${q}.close()`)]),
  ]
}

/** What can be done to a pool that a lab variable holds; `call` is the function and arguments in the form. */
export function poolActions(world: World, id: number, call: string): Action[] {
  const pool = world.pools[id]
  const name = variableOf(world, "pool", id)
  if (!pool || !name) return []
  return [
    // A closed pool refuses: offered all the same, because its error is worth seeing.
    ...(pool.isTerminated ? [] : [line("submit", `${name}.applyAsync(${call})`)]),
    ...(pool.isClosed ? [] : [line("close", `${name}.close()`)]),
    ...(pool.isJoined ? [] : [line("join", `await ${name}.join()`)]),
    ...(pool.isTerminated || pool.isJoined ? [] : [line("terminate", `${name}.terminate()`, true)]),
  ]
}
