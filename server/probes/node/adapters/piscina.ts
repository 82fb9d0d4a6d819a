import { preview } from "@forkscope/multiprocessing/wire/preview.ts"
import { errorOf, fileName, own, ownId, ownText } from "./fields.ts"
import type { PoolLibrary } from "./protocol.ts"

/** A task is a file, the name of a function in it, and one argument. */
const protocol: Omit<PoolLibrary, "name"> = {
  threadsBeginIn: "worker",
  call(message) {
    const id = ownId(message, "taskId")
    const file = ownText(message, "filename")
    if (id === undefined || file === "") return undefined
    const name = ownText(message, "name")
    const fn = name === "" || name === "default" ? fileName(file) : `${fileName(file)} ${name}`
    return { id, fn, args: preview(own(message, "task")) }
  },
  answer(message) {
    const id = ownId(message, "taskId")
    const error = own(message, "error")
    if (id === undefined || error === undefined) return undefined
    return error === null ? { id, result: own(message, "result") } : { id, error: errorOf(error) }
  },
}

export const piscina: PoolLibrary = { name: "piscina", ...protocol }
export const tinypool: PoolLibrary = { name: "tinypool", ...protocol }
