import type { CommandInput } from "@forkscope/shared/socket"
import {
  isAlive,
  mainOf,
  type ProcessState,
  stateOf,
  type TaskEntity,
  variableOf,
  type World,
  waitOf,
} from "@forkscope/shared/world"
import { freeName, resultVariable } from "./lines.ts"
import { syntaxOf } from "./syntaxOf.ts"
import type { Workload } from "./workloads.ts"

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
    const offer = variable ? syntaxOf(world).processOffer(action, variable) : null
    if (offer && !(signal && isBlocked(world))) return [line(...offer, isDanger)]
    if (signal && isAlive(process)) return [{ id: action, effect: { kind: "signal", signal, proc: id }, isDanger }]
    return []
  })
}

const line = (id: string, code: string, isDanger = false): Action => ({ id, effect: { kind: "line", code }, isDanger })

/** What can be done to a queue that a lab variable holds, given the value as code and the seconds in the form. */
export function queueActions(world: World, id: number, value: string, timeout: string): Action[] {
  const queue = world.queues[id]
  const q = variableOf(world, "queue", id)
  if (!queue || !q) return []
  return syntaxOf(world)
    .queueOffers(queue, q, value, timeout)
    .map((offer) => line(...offer))
}

/** What can be done to a pool that a lab variable holds; the function and its arguments, as code, are in the form. */
export function poolActions(world: World, id: number, fn: Workload, args: readonly string[]): Action[] {
  const pool = world.pools[id]
  const name = variableOf(world, "pool", id)
  if (!pool || !name) return []
  const syntax = syntaxOf(world)
  return [
    // A closed pool refuses: offered all the same, because its error is worth seeing.
    ...(pool.isTerminated ? [] : [line("submit", syntax.submit(name, fn, args, freeName(world, "r")))]),
    ...(pool.isClosed ? [] : [line("close", syntax.pool("close", name))]),
    ...(pool.isJoined ? [] : [line("join", syntax.pool("join", name))]),
    ...(pool.isTerminated || pool.isJoined ? [] : [line("terminate", syntax.pool("terminate", name), true)]),
  ]
}

/** What can be done with the result of a task that a lab variable holds. */
export function taskActions(world: World, task: TaskEntity): Action[] {
  const variable = resultVariable(world, task)
  return variable ? [line("result", syntaxOf(world).result(variable))] : []
}
