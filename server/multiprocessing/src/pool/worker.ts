import { Socket } from "node:net"
import { observer } from "../observe/observer.ts"
import { BOOT_DESCRIPTOR } from "../self/boot.ts"
import { become, type Identity, identity } from "../self/identity.ts"
import { decode } from "../wire/codec.ts"
import { FrameLink, readFirstFrame } from "../wire/frames.ts"
import { preview } from "../wire/preview.ts"
import { type AnyFunction, loadTarget, type TargetDescription } from "../wire/targets.ts"
import { describeTaskError } from "./errors.ts"
import { Executor, type TaskWatcher } from "./executor.ts"
import { ByteReader } from "./wire/bytes.ts"
import { type Assignment, FUNCTION, READY, readTasks, START_FAILED, STOP, TASKS } from "./wire/messages.ts"
import { Outbox } from "./wire/outbox.ts"
import { sendByte, sendNow } from "./wire/sendNow.ts"
import { readValue } from "./wire/values.ts"

/** The first message to a worker, besides its identity. */
export interface WorkerBoot {
  /** Key of the pool, for facts. */
  pool: string
  slot: number
  /** The descriptor of the journal, if there is one. */
  journal: number | null
  /** Base64 of [function, args]: run before the first task. */
  initializer: { target: TargetDescription; args: string } | null
}

/**
 * Runs a pool's worker until the pool stops it or the socket closes: a worker does not outlive its parent, however that
 * ended. The first frame on its socket is its identity, all others are for `serve`.
 *
 * @param scope names that functions sent as source text can use
 */
export function runPoolWorker(scope: Record<string, unknown>): void {
  const socket = new Socket({ fd: BOOT_DESCRIPTOR, readable: true, writable: true })
  readFirstFrame(socket, (frame) => {
    if (!frame) process.exit(0)
    const boot = decode(frame) as WorkerBoot & { identity: Identity }
    become(boot.identity)
    serve(socket, boot, scope)
  })
}

function serve(socket: Socket, boot: WorkerBoot, scope: Record<string, unknown>): void {
  const functions = new Map<number, AnyFunction>()
  const load = async (id: number, description: TargetDescription) => {
    functions.set(id, await loadTarget(description, scope).catch((error) => failing(error)))
  }
  /** Frames that wait for a function to be loaded. */
  let waiting: Buffer[] | undefined

  const link = new FrameLink(
    socket,
    (frame) => (waiting ? waiting.push(Buffer.from(frame)) : take(frame)),
    () => process.exit(0),
  )
  socket.ref()
  socket.resume()
  const send = (frame: Buffer) => {
    // Facts about a task must be written before anybody knows its result.
    observer.flush()
    sendNow(link, frame)
  }
  const outbox = new Outbox(send, boot.journal ?? undefined)
  const find = (id: number) => functions.get(id) ?? failing(new RangeError(`expected a known function, got ${id}`))
  const executor = new Executor(outbox, find, watcherFor(boot))

  const take = (frame: Buffer) => {
    const reader = new ByteReader(frame)
    switch (reader.u8()) {
      case FUNCTION:
        waiting = []
        load(reader.u32(), JSON.parse(frame.toString("utf8", reader.position))).then(goOn)
        return
      case TASKS:
        readTasks(reader, (task) => executor.add(task))
        return executor.run()
      case STOP:
        return executor.whenIdle(() => process.exit())
    }
  }
  const goOn = () => {
    const frames = waiting ?? []
    waiting = undefined
    for (const frame of frames) waiting ? (waiting as Buffer[]).push(frame) : take(frame)
  }

  waiting = []
  initialize(boot, scope).then(
    () => {
      sendByte(link, READY)
      goOn()
    },
    (error: unknown) => {
      const description = describeTaskError(error)
      const { name, message, traceback = `${name}: ${message}` } = description
      process.stderr.write(`Process ${identity().name}:\n${traceback}\n`)
      send(Buffer.concat([Buffer.of(0, 0, 0, 0, START_FAILED), Buffer.from(JSON.stringify(description))]))
      process.exit(1)
    },
  )
}

async function initialize({ initializer }: WorkerBoot, scope: Record<string, unknown>): Promise<void> {
  if (!initializer) return
  const run = await loadTarget(initializer.target, scope)
  observer.flush()
  await run(...(readValue(new ByteReader(Buffer.from(initializer.args, "base64"))) as unknown[]))
}

const failing = (error: unknown): AnyFunction => {
  return () => {
    throw error
  }
}

/** Reports the worker's tasks, from its own process and with its own times. */
function watcherFor({ pool, slot }: WorkerBoot): TaskWatcher {
  const tell = (type: string, { key: task }: Assignment, more = {}) =>
    observer.emit({ type, pool, slot, proc: observer.processKey, task, ...more })
  return {
    started(task) {
      tell("task.started", task)
      // The task may end this process: its start must be written before.
      observer.flush()
    },
    done: (task, value) =>
      tell("task.finished", task, { outcome: "ok", result: value === undefined ? value : preview(value) }),
    failed: (task, thrown) => tell("task.finished", task, { outcome: "error", error: describeTaskError(thrown) }),
  }
}
