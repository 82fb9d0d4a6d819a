import { basename } from "node:path"
import { types } from "node:util"
import { preview } from "@forkscope/multiprocessing/wire/preview.ts"

/** The value of an own property; undefined for a getter and for a proxy, which would run the program's code. */
export function own(owner: unknown, key: string | number): unknown {
  if (typeof owner !== "object" || owner === null || types.isProxy(owner)) return undefined
  return Object.getOwnPropertyDescriptor(owner, key)?.value
}

export function ownText(owner: unknown, key: string | number): string {
  const value = own(owner, key)
  return typeof value === "string" ? value : ""
}

/** The own property as the number or text that a library uses to tell its tasks apart. */
export function ownId(owner: unknown, key: string): string | number | undefined {
  const value = own(owner, key)
  return typeof value === "string" || typeof value === "number" ? value : undefined
}

/** The elements of an array as text, as between the parentheses of a call. */
export function listed(args: unknown): string {
  if (!Array.isArray(args)) return ""
  return args.length === 1 ? preview(own(args, 0)) : preview(args).slice(1, -1)
}

/** The name of a file that is given by its path or its URL. */
export const fileName = (path: string) => basename(path.replace(/[?#].*$/, ""))

/** What a task ended with. */
export interface TaskError {
  name: string
  message: string
  traceback?: string
}

/**
 * An error as a library sends it: an error, an object with the same fields, or anything else that was thrown. The stack
 * of an error is left out, since reading it may run the program's `prepareStackTrace`.
 */
export function errorOf(thrown: unknown): TaskError {
  const message = ownText(thrown, "message")
  if (types.isNativeError(thrown)) {
    const maker = own(Object.getPrototypeOf(thrown), "constructor")
    const name = typeof maker === "function" ? Object.getOwnPropertyDescriptor(maker, "name")?.value : undefined
    return { name: typeof name === "string" ? name : "Error", message }
  }
  if (message === "" && ownText(thrown, "name") === "") return { name: "Error", message: preview(thrown) }
  return { name: ownText(thrown, "name") || "Error", message, ...tracebackOf(ownText(thrown, "stack")) }
}

export const tracebackOf = (stack: string): { traceback?: string } =>
  stack === "" ? {} : { traceback: stack.slice(0, 16_000) }
