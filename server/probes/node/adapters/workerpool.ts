import { errorOf, listed, own, ownId, ownText } from "./fields.ts"
import type { PoolLibrary } from "./protocol.ts"

/** Name of the method that runs a function which is sent as text. */
const RUN = "run"
/** Begins the names of the library's own methods. */
const INTERNAL = "__workerpool"

export const workerpool: PoolLibrary = {
  name: "workerpool",
  threadsBeginIn: "pool",
  call(message) {
    const id = ownId(message, "id")
    const method = ownText(message, "method")
    const params = own(message, "params")
    if (id === undefined || method === "" || method.startsWith(INTERNAL)) return undefined
    const source = method === RUN ? ownText(params, 0) : ""
    const args = own(params, 1)
    if (source === "" || !Array.isArray(args)) return { id, fn: method, args: listed(params) }
    return { id, fn: nameIn(source), args: listed(args) }
  },
  answer(message) {
    const id = ownId(message, "id")
    const error = own(message, "error")
    if (id === undefined || error === undefined || own(message, "isEvent") === true) return undefined
    if (ownText(message, "method").startsWith(INTERNAL)) return undefined
    return error === null ? { id, result: own(message, "result") } : { id, error: errorOf(error) }
  },
}

/** The name of a function in its text. */
const nameIn = (source: string) => /^(?:async\s+)?function\s*\*?\s*([\w$]+)/.exec(source)?.[1] ?? "anonymous"
