import { fileURLToPath } from "node:url"
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads"
import { spawnError } from "./spawnError.ts"
import type { Answer, Command, Exit, SpawnCommand, SpawnerData } from "./spawnerThread.ts"

const spawnerPath = fileURLToPath(new URL("./spawner.cjs", import.meta.url))

/**
 * This thread's side of the spawner. Each call blocks until the other thread has answered, well under a millisecond, so
 * that `start()`, `isAlive()` and `exitCode` are synchronous as in Python.
 */
class SpawnerClient {
  #port: MessagePort | undefined
  #bells: Int32Array = new Int32Array(0)
  /** Called for each child that was reaped. */
  onExit: (exit: Exit) => void = () => {}

  /** Starts the thread if it is not running. This takes some 15 ms, during which the program goes on. */
  prepare(): void {
    if (this.#port) return
    const { port1, port2 } = new MessageChannel()
    this.#bells = new Int32Array(new SharedArrayBuffer(8))
    this.#port = port1
    const workerData: SpawnerData = { port: port2, bells: this.#bells }
    const worker = new Worker(spawnerPath, { workerData, transferList: [port2], env: {}, execArgv: [] })
    worker.unref()
    port1.on("message", (answer: Answer) => this.#take(answer))
    port1.unref()
  }

  /** @returns the PID. @throws OSError that names the limit. */
  spawn(command: Omit<SpawnCommand, "type">): number {
    const answer = this.#ask({ type: "spawn", ...command })
    if (answer.type === "spawned") return answer.pid
    throw spawnError(answer.type === "failed" ? answer.failure : { code: "EUNKNOWN", errno: 0, message: "" })
  }

  /** Reaps all children that are dead at this moment, and in any case those that are listed. */
  look(dead: number[]): void {
    if (this.#port) this.#ask({ type: "look", dead })
  }

  /** Makes the spawner wait for a child that is about to end; `onExit` reports its end. */
  expectExit(pid: number): void {
    this.#send({ type: "await", pid })
  }

  #send(command: Command): void {
    this.prepare()
    this.#port?.postMessage(command)
    Atomics.add(this.#bells, 0, 1)
    Atomics.notify(this.#bells, 0)
  }

  #ask(command: Command): Answer {
    this.#send(command)
    const port = this.#port as MessagePort
    for (;;) {
      const heard = Atomics.load(this.#bells, 1)
      const next = receiveMessageOnPort(port) as { message: Answer } | undefined
      if (!next) Atomics.wait(this.#bells, 1, heard)
      else if (next.message.type === "exits") this.#take(next.message)
      else return next.message
    }
  }

  #take(answer: Answer): void {
    if (answer.type === "exits") for (const exit of answer.exits) this.onExit(exit)
  }
}

export const spawner = new SpawnerClient()
