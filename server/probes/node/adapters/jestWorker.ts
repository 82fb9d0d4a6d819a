import { fileName, listed, own, ownText, tracebackOf } from "./fields.ts"
import type { PoolLibrary } from "./protocol.ts"

/** The first elements of its messages, which are arrays. */
const CALL = 1
const SETUP = 4
const OK = 0
const CLIENT_ERROR = 1

/** A worker calls one method at a time. Jest itself calls one for each test file. */
export const jestWorker: PoolLibrary = {
  name: "jest-worker",
  threadsBeginIn: "pool",
  startsAllAtOnce: true,
  call(message) {
    if (!Array.isArray(message)) return undefined
    if (own(message, 0) === SETUP) return { fn: "setup", args: "" }
    if (own(message, 0) !== CALL) return undefined
    const method = ownText(message, 2)
    if (method === "") return undefined
    const args = own(message, 3)
    const testFile = ownText(own(args, 0), "path")
    return testFile === "" ? { fn: method, args: listed(args) } : { fn: fileName(testFile), args: "" }
  },
  answer(message) {
    if (!Array.isArray(message)) return undefined
    const kind = own(message, 0)
    if (kind === OK) return { result: own(message, 1) }
    if (kind !== CLIENT_ERROR) return undefined
    const [name, text] = [ownText(message, 1), ownText(message, 2)]
    return { error: { name: name || "Error", message: text, ...tracebackOf(ownText(message, 3)) } }
  },
}
