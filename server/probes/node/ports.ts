import { syncBuiltinESMExports } from "node:module"
import workerThreads, { type MessagePort } from "node:worker_threads"
import { replace } from "./bindings.ts"
import { guarded } from "./emitter.ts"

/**
 * Called before a message is posted. What it returns is called afterwards, with whether the message was posted: one that
 * can't be cloned is not.
 */
type Watcher = (port: object, message: unknown) => ((isPosted: boolean) => void) | undefined

const watchers: Watcher[] = []

/**
 * Watches the messages that this thread posts on any port. From the first call on, one hook on the native method serves
 * all.
 *
 * @param file the probe's
 */
export function watchPosted(file: string, watcher: Watcher): void {
  watchers.push(watcher)
  if (watchers.length > 1) return
  replace(
    workerThreads.MessagePort.prototype,
    "postMessage",
    (original) =>
      function (this: MessagePort, ...args: unknown[]) {
        const after = watchers.map((one) => guarded(() => one(this, args[0])))
        let isPosted = false
        try {
          // For a BroadcastChannel it returns whether the message was posted.
          const answer: unknown = Reflect.apply(original, this, args)
          isPosted = true
          return answer
        } catch (error) {
          guarded(() => hideFrame(error, file))
          throw error
        } finally {
          for (const one of after) if (one) guarded(() => one(isPosted))
        }
      },
  )
}

/** Takes our frame out of the stack of an error of the native method. */
function hideFrame(error: unknown, file: string): void {
  const stack = Object.getOwnPropertyDescriptor(error, "stack")
  if (typeof stack?.value !== "string" || !stack.writable) return
  const lines = stack.value.split("\n").filter((line) => !line.includes(file))
  ;(error as { stack: string }).stack = lines.join("\n")
}

const dispatch = Symbol.for("nodejs.internal.kHybridDispatch")

/** Calls back for each message that this thread receives on any port, before the program gets it, and without its data. */
export function watchArrivals(onArrival: (port: object) => void): void {
  replace(workerThreads, "receiveMessageOnPort", (original) => (port) => {
    const received = original(port)
    if (received) guarded(() => onArrival(port))
    return received
  })
  syncBuiltinESMExports()
  const prototype = workerThreads.MessagePort.prototype as unknown as Record<symbol, unknown>
  const method = prototype[dispatch]
  if (typeof method !== "function") return
  // Node looks twice at a port's method for each message: whether there is one, and to call it.
  let lookedAt: object | undefined
  Object.defineProperty(prototype, dispatch, {
    configurable: true,
    enumerable: false,
    get(this: object) {
      if (lookedAt === this) {
        lookedAt = undefined
        guarded(() => onArrival(this))
      } else lookedAt = this
      return method
    },
  })
}

/**
 * Calls back for each message that this thread receives on any port, before the program gets it.
 *
 * A message that comes as an event is passed on with a frame of ours on the stack: only for libraries that wait before
 * they call the program.
 */
export function watchReceived(onReceived: (message: unknown) => void): void {
  replace(workerThreads, "receiveMessageOnPort", (original) => (port) => {
    const received = original(port)
    if (received) guarded(() => onReceived(received.message))
    return received
  })
  syncBuiltinESMExports()
  const prototype = workerThreads.MessagePort.prototype as unknown as Record<
    symbol,
    (data: unknown, type: string, event: unknown) => unknown
  >
  if (typeof prototype[dispatch] !== "function") return
  replace(
    prototype,
    dispatch,
    (original) =>
      function (this: unknown, data, type, event) {
        if (type === "message") guarded(() => onReceived(data))
        return original?.call(this, data, type, event)
      },
  )
}
