import { errorOf, own, ownText } from "./fields.ts"
import type { PoolLibrary } from "./protocol.ts"

/** `cmd` of a message to a worker, and of messages from it. */
const START = 1
const COMPLETED = 0
const ERROR = 1
const FAILED = 2

/** A sandboxed processor does one job at a time. */
export const bullmq: PoolLibrary = {
  name: "bullmq",
  threadsBeginIn: "pool",
  call(message) {
    const job = own(message, "job")
    if (own(message, "cmd") !== START || typeof job !== "object") return undefined
    // The job's data are JSON already.
    return { fn: ownText(job, "name") || "job", args: ownText(job, "data").slice(0, 80) }
  },
  answer(message) {
    const cmd = own(message, "cmd")
    const value = own(message, "value")
    if (cmd === COMPLETED) return { result: value }
    return cmd === ERROR || cmd === FAILED ? { error: errorOf(value ?? own(message, "err")) } : undefined
  },
}
