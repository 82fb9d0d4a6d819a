import { preview } from "@forkscope/multiprocessing/wire/preview.ts"
import { errorOf, own, ownId, ownText } from "./fields.ts"
import type { PoolLibrary } from "./protocol.ts"

export const poolifier: PoolLibrary = {
  name: "poolifier",
  threadsBeginIn: "pool",
  call(message) {
    const id = ownId(message, "taskId")
    const isCall = own(message, "timestamp") !== undefined && own(message, "workerError") === undefined
    if (id === undefined || !isCall) return undefined
    const name = ownText(message, "name")
    return { id, fn: name === "" || name === "default" ? "task" : name, args: preview(own(message, "data")) }
  },
  answer(message) {
    const id = ownId(message, "taskId")
    if (id === undefined) return undefined
    const error = own(message, "workerError")
    if (typeof error !== "object" || error === null) return { id, result: own(message, "data") }
    return { id, error: errorOf(own(error, "error") ?? error) }
  },
  worker: (message) => ownId(message, "workerId"),
}
