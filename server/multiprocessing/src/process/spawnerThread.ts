/**
 * The thread that starts child processes, so that dead ones stay zombies until the program asks for them, as in Python.
 * libuv reaps a dead child at once, in the event loop that started it; this thread's loop is blocked in `Atomics.wait`
 * except when it is asked to look. The parent of a child is the process, whichever thread started it.
 *
 * A look collects all children that are dead at that moment, as Python's `start()` does.
 */
import { type ChildProcess, spawn } from "node:child_process"
import type { Socket } from "node:net"
import { type MessagePort, receiveMessageOnPort, workerData } from "node:worker_threads"

export interface SpawnCommand {
  type: "spawn"
  file: string
  args: string[]
  env: NodeJS.ProcessEnv
  /** Written to the child's descriptor 3. Short: it must fit a socket's buffer. */
  boot: string
}
export type Command =
  | SpawnCommand
  /** Reap dead children. Those listed are known to be dead, although their signal may not have arrived yet. */
  | { type: "look"; dead: number[] }
  | { type: "await"; pid: number }
export interface SpawnFailure {
  code: string
  errno: number
  message: string
}
export type Answer =
  | { type: "exits"; exits: Exit[] }
  | { type: "spawned"; pid: number }
  | { type: "failed"; failure: SpawnFailure }
  | { type: "looked" }
export interface Exit {
  pid: number
  code: number | null
  signal: NodeJS.Signals | null
}
export interface SpawnerData {
  port: MessagePort
  /** [bell of the spawner, bell of the main thread]: each counts the messages sent that way. */
  bells: Int32Array
}

const { port, bells } = workerData as SpawnerData
/** The loop checks for dead children before it polls: only the second turn sees the event that woke the first one. */
const TURNS = 2

let turnsLeft = 0
let isScheduled = false
let exits: Exit[] = []
const answers: Answer[] = []
const alive = new Set<number>()
/** Children that are about to end or have ended: the loop runs until they are reaped. */
const awaited = new Set<number>()
let isLooking = false
/** Number of children whose start failed; Node reports the reason in the next turn. */
let failing = 0

port.on("message", handle)
rest()

function handle(command: Command): void {
  if (command.type === "spawn") start(command)
  else {
    const pids = command.type === "await" ? [command.pid] : command.dead
    for (const pid of pids) if (alive.has(pid)) awaited.add(pid)
    if (command.type === "look") isLooking = true
  }
  turnsLeft = TURNS
  schedule()
}

function start({ file, args, env, boot }: SpawnCommand): void {
  try {
    const child = spawn(file, args, { env, stdio: ["ignore", 1, 2, "pipe"] })
    child.once("exit", (code, signal) => ended(child, code, signal))
    child.once("error", (error) => {
      failing--
      failed(error)
      schedule()
    })
    if (child.pid === undefined) {
      failing++
      return
    }
    const channel = child.stdio[3] as Socket
    channel.on("error", () => {})
    channel.write(boot)
    channel.destroy()
    alive.add(child.pid)
    answers.push({ type: "spawned", pid: child.pid })
  } catch (error) {
    failed(error)
  }
}

function failed(error: unknown): void {
  const { code = "EUNKNOWN", errno = 0, message } = error as NodeJS.ErrnoException
  answers.push({ type: "failed", failure: { code, errno: Math.abs(errno), message } })
}

function ended(child: ChildProcess, code: number | null, signal: NodeJS.Signals | null): void {
  if (child.pid === undefined) return
  exits.push({ pid: child.pid, code, signal })
  alive.delete(child.pid)
  awaited.delete(child.pid)
  schedule()
}

function schedule(): void {
  if (isScheduled) return
  isScheduled = true
  setImmediate(turn)
}

function turn(): void {
  isScheduled = false
  if (turnsLeft > 0 && --turnsLeft > 0) {
    schedule()
    return
  }
  if (exits.length > 0) tell({ type: "exits", exits })
  exits = []
  if (isLooking && awaited.size === 0) {
    isLooking = false
    answers.push({ type: "looked" })
  }
  for (const answer of answers.splice(0)) tell(answer)
  if (awaited.size === 0 && failing === 0) rest()
}

function tell(answer: Answer): void {
  port.postMessage(answer)
  Atomics.add(bells, 1, 1)
  Atomics.notify(bells, 1)
}

/** Blocks until the bell rings. */
function rest(): void {
  for (;;) {
    const heard = Atomics.load(bells, 0)
    const next = receiveMessageOnPort(port) as { message: Command } | undefined
    if (next) {
      handle(next.message)
      return
    }
    Atomics.wait(bells, 0, heard)
  }
}
