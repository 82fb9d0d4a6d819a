import { monotonicMicros } from "@forkscope/multiprocessing/observe/observer.ts"
import { preview } from "@forkscope/multiprocessing/wire/preview.ts"
import { emit, newKey, type ProbeContext } from "./emitter.ts"
import { watchArrivals, watchPosted } from "./ports.ts"
import { Rate } from "./rate.ts"
import { callerSite } from "./site.ts"

const PREVIEW = 200

/** Reports a message. @param value is asked only for one that is reported by itself. @param at µs; now where not given. */
export type ReportMessage = (verb: "send" | "recv", value: () => string | undefined, at?: number) => void

/**
 * Reports the messages at one end of a channel; of many in a short time most are only counted.
 *
 * Neither side waits: a message is handed over at once, and is received when it is there.
 */
export function messageReporter({ key: proc, file, tid }: ProbeContext, pipe: string, end: 0 | 1): ReportMessage {
  const rate = new Rate(["send", "recv"], ({ send, recv }, interval) =>
    emit("pipe.sampled", { pipe, proc, end, sends: send, recvs: recv, interval }),
  )
  return (verb, value, at = monotonicMicros()) => {
    if (!rate.admits()) {
      rate.count(verb)
      return
    }
    const where = { pipe, proc, tid, op: newKey(), end, at }
    const shown = value()?.slice(0, PREVIEW)
    if (verb === "send") {
      emit("pipe.send.started", { ...where, value: shown, ...callerSite(file) })
      emit("pipe.send.finished", { ...where, outcome: "ok" })
    } else {
      emit("pipe.recv.started", where)
      emit("pipe.recv.finished", { ...where, outcome: "ok", value: shown })
    }
  }
}

/** The ports of this thread whose messages are reported. */
const byPort = new WeakMap<object, ReportMessage>()
let isWatching = false

/**
 * Reports the messages between a worker thread and the thread that started it, at one of the two ports.
 *
 * A message that arrives has no text: it is seen without a frame of ours below the program's, and so without its data.
 *
 * @param end 0 in the thread that starts the worker, 1 in the worker
 */
export function watchPort(context: ProbeContext, port: object, pipe: string, end: 0 | 1): void {
  byPort.set(port, messageReporter(context, pipe, end))
  if (isWatching) return
  isWatching = true
  watchPosted(context.file, (posting, message) => {
    const report = byPort.get(posting)
    if (!report) return undefined
    // Before it is posted: otherwise the other thread could seem to have it first.
    const at = monotonicMicros()
    return (isPosted) => isPosted && report("send", () => preview(message), at)
  })
  watchArrivals((port) => byPort.get(port)?.("recv", () => undefined))
}
