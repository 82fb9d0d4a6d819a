import type { Channel } from "../bindings.ts"
import { atExit, emit, type ProbeContext } from "../emitter.ts"
import { watchPosted, watchReceived } from "../ports.ts"
import { watchMessages } from "./channel.ts"
import { libraryNamed } from "./libraries.ts"
import type { Place, PoolLibrary } from "./protocol.ts"
import { Tasks } from "./tasks.ts"
import { Told } from "./told.ts"

/** A worker thread's place, and what it shares with the thread that started it. */
export interface ThreadPlace extends Place {
  told: Int32Array
}

/** In a worker thread of a pool: reports it, and what it does. */
export function serveInThread(context: ProbeContext, tid: number, place: ThreadPlace): void {
  const library = libraryNamed(place.library)
  if (!library) return
  const { key: worker } = context
  const { pool, slot } = place
  emit("pool.worker.added", { pool, slot, worker, thread: tid })
  emit("pool.worker.ready", { pool, slot, worker, thread: tid })
  atExit(() => emit("pool.worker.removed", { pool, slot, worker, thread: tid, reason: "exited" }))
  const tasks = new Tasks(library, place, { caller: worker, worker }, new Told(place.told))
  if (library.threadsBeginIn === "worker") watchReceived((message) => tasks.toWorker(message))
  // Before it is posted: the pool may terminate this thread as soon as it has the answer.
  watchPosted(context.file, (_, message) => {
    tasks.fromWorker(message)
    return undefined
  })
}

/** In a child process that is a pool's worker: reports what it does. Its parent reports that it is there. */
export function serveInProcess(context: ProbeContext, channel: Channel, caller: string, place: Place): void {
  const library = libraryNamed(place.library)
  if (!library) return
  const { key: worker } = context
  emit("pool.worker.ready", { pool: place.pool, slot: place.slot, worker })
  const tasks = new Tasks(library, place, { caller, worker })
  watchMessages(
    channel,
    (message) => tasks.toWorker(message),
    (message) => tasks.fromWorker(message),
  )
}

/** The tasks that this thread sends, by the port that it sends them on. */
const byPort = new WeakMap<object, Tasks>()
/** Of libraries that make further ports: by library, and by the number that it gives the worker. */
const byNumber = new Map<string, Tasks>()
const numbering = new Set<PoolLibrary>()
let isWatching = false

/** In the thread that starts a worker thread of a pool: reports the tasks that it sends to it. */
export function watchCalls({ file, key }: ProbeContext, port: object, place: ThreadPlace): void {
  const library = libraryNamed(place.library)
  if (library?.threadsBeginIn !== "pool") return
  byPort.set(port, new Tasks(library, place, { caller: key, worker: key }, new Told(place.told)))
  if (library.worker) numbering.add(library)
  if (isWatching) return
  isWatching = true
  watchPosted(file, (posting, message) => {
    const tasks = tasksOf(posting, message)
    const id = tasks?.toWorker(message)
    return (isPosted) => {
      if (!isPosted && id !== undefined) tasks?.refused(id)
    }
  })
}

function tasksOf(port: object, message: unknown): Tasks | undefined {
  const direct = byPort.get(port)
  for (const library of numbering) {
    const number = library.worker?.(message)
    if (number === undefined) continue
    const id = `${library.name} ${number}`
    if (!direct) return byNumber.get(id)
    byNumber.set(id, direct)
  }
  return direct
}
