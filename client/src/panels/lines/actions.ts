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

/** What a control does: it runs a line in the lab, or sends a signal directly. */
type Effect =
  | { readonly kind: "line"; readonly code: string }
  | { readonly kind: "signal"; readonly signal: Signal; readonly proc: number }

export interface Action {
  /** Key of its label in `actions`. */
  readonly id: string
  readonly effect: Effect
  readonly isDanger: boolean
}

/**
 * The possible actions for a process in each state. Those that run a line need a lab variable that holds the process.
 */
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

/** The line that the lab's main process is running: no other line runs before it has ended. */
export function runningLine(world: World) {
  return Object.values(world.lines).find((line) => line.state === "running")
}

/** Whether a line sent now has to wait because the running line is waiting for something. */
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
    // Ending the program's main process ends the run, which the run's Stop button does.
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

/** The actions for a queue that a lab variable holds. `value` is code, `timeout` the seconds in the form. */
export function queueActions(world: World, id: number, value: string, timeout: string): Action[] {
  const queue = world.queues[id]
  const q = variableOf(world, "queue", id)
  if (!queue || !q) return []
  return syntaxOf(world)
    .queueOffers(queue, q, value, timeout)
    .map((offer) => line(...offer))
}

/** The actions for a pool that a lab variable holds. `fn` and `args`, as code, come from the form. */
export function poolActions(world: World, id: number, fn: Workload, args: readonly string[]): Action[] {
  const pool = world.pools[id]
  const name = variableOf(world, "pool", id)
  if (!pool || !name) return []
  const syntax = syntaxOf(world)
  return [
    // A closed pool refuses tasks; the action is offered nevertheless, to show its error.
    ...(pool.isTerminated ? [] : [line("submit", syntax.submit(name, fn, args, freeName(world, "r")))]),
    ...(pool.isClosed ? [] : [line("close", syntax.pool("close", name))]),
    ...(pool.isJoined ? [] : [line("join", syntax.pool("join", name))]),
    ...(pool.isTerminated || pool.isJoined ? [] : [line("terminate", syntax.pool("terminate", name), true)]),
  ]
}

/** The actions for the result of a task that a lab variable holds. */
export function taskActions(world: World, task: TaskEntity): Action[] {
  const variable = resultVariable(world, task)
  return variable ? [line("result", syntaxOf(world).result(variable))] : []
}
