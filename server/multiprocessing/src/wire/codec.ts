import { deserialize, serialize } from "node:v8"
import { PicklingError, RuntimeError } from "../errors.ts"
import { findUnpicklable } from "./unpicklable.ts"

/** What replaces a queue, lock or other shared object in a message: enough to reach it from any process. */
export interface Handle {
  kind: string
  /** Address of the hub that owns it. */
  address: string
  /** Number of the object in that hub. */
  id: number
  /** What the proxy needs to know without asking the owner. */
  [extra: string]: unknown
}

/**
 * An object that is pickled as a handle. Its `pickle` is an enumerable property that holds a function, on which V8's
 * serializer fails: plain data, which is nearly everything, need not be searched for shared objects.
 */
export interface Shared {
  readonly pickle: () => Handle
}

const JSON_TEXT = 0
const PLAIN = 1
const WITH_HANDLES = 2
/**
 * Nodes of a value that are checked before JSON is given up: for larger values V8's serializer is as fast, without a
 * check.
 */
const JSON_NODES = 64
const PLACE = "\u0000forkscope:handle"

let spawning = 0

/**
 * Runs a function during which queues, locks and the like may be pickled, because they are passed to a process that is
 * being started. At other times they may not, as in Python, except those that a manager keeps.
 */
export function whileSpawning<T>(body: () => T): T {
  spawning++
  try {
    return body()
  } finally {
    spawning--
  }
}

/** @throws RuntimeError, as Python does, when no process is being started */
export function checkSpawning(kind: string): void {
  if (spawning === 0) {
    throw new RuntimeError(`${kind} objects should only be shared between processes through inheritance`)
  }
}

const revivers = new Map<string, (handle: Handle) => unknown>()

/** Registers how a handle of this kind becomes an object again. Called once per kind, where its class is defined. */
export function registerHandle(kind: string, revive: (handle: Handle) => unknown): void {
  revivers.set(kind, revive)
}

/**
 * Turns a value into bytes as Python pickles it: a copy of its data at this moment.
 *
 * Everything that `structuredClone` accepts can be encoded, and also the library's shared objects nested in plain
 * objects and arrays, which arrive as proxies of the same object.
 *
 * @throws PicklingError that names the part which cannot be sent.
 */
export function encode(value: unknown): Buffer {
  if (isJson(value)) {
    const text = JSON.stringify(value)
    const bytes = Buffer.allocUnsafe(1 + Buffer.byteLength(text))
    bytes[0] = JSON_TEXT
    bytes.write(text, 1)
    return bytes
  }
  try {
    return tagged(PLAIN, serialize(value))
  } catch (cause) {
    return encodeWithHandles(value, cause)
  }
}

/** Decodes a value. @throws when the bytes are not what `encode` made. */
export function decode(bytes: Buffer): unknown {
  switch (bytes[0]) {
    case JSON_TEXT:
      return JSON.parse(bytes.toString("utf8", 1))
    case PLAIN:
      return deserialize(bytes.subarray(1))
    case WITH_HANDLES: {
      const { handles, value } = deserialize(bytes.subarray(1)) as { handles: Handle[]; value: unknown }
      const objects = handles.map(reviveHandle)
      return replace(value, (part) => {
        const place = isPlace(part) ? part[PLACE] : undefined
        return place === undefined ? undefined : { by: objects[place] }
      })
    }
    default:
      throw new PicklingError(`expected a pickled value, got bytes that begin with ${bytes[0]}`)
  }
}

/** Whether JSON restores the value exactly as it was: true of what most programs send, and the fastest way. */
export function isJson(value: unknown): boolean {
  let nodes = JSON_NODES
  const visit = (part: unknown): boolean => {
    if (--nodes < 0) return false
    if (typeof part !== "object") return isJsonPrimitive(part)
    if (part === null) return true
    const prototype = Object.getPrototypeOf(part)
    if (prototype === Array.prototype) {
      const array = part as unknown[]
      if (array.length > nodes) return false
      for (let index = 0; index < array.length; index++) if (!visit(array[index])) return false
      return true
    }
    if (prototype !== Object.prototype || "toJSON" in part || Object.hasOwn(part, "__proto__")) return false
    for (const key in part) if (!visit((part as Record<string, unknown>)[key])) return false
    return true
  }
  return visit(value)
}

/** Whether JSON writes and reads the value without loss. False for objects. */
export function isJsonPrimitive(value: unknown): value is string | number | boolean | null {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0)
    default:
      return value === null
  }
}

function tagged(tag: number, bytes: Buffer): Buffer {
  const all = Buffer.allocUnsafe(bytes.length + 1)
  all[0] = tag
  bytes.copy(all, 1)
  return all
}

function encodeWithHandles(value: unknown, cause: unknown): Buffer {
  const handles: Handle[] = []
  const places = new Map<unknown, number>()
  const copy = replace(value, (part) => {
    if (!isShared(part)) return undefined
    const known = places.get(part) ?? handles.push(part.pickle()) - 1
    places.set(part, known)
    return { by: { [PLACE]: known } }
  })
  try {
    return tagged(WITH_HANDLES, serialize({ handles, value: copy }))
  } catch {
    throw new PicklingError(findUnpicklable(copy) ?? `cannot pickle the value: ${(cause as Error).message}`, { cause })
  }
}

/** The object that a handle stands for. */
export function reviveHandle(handle: Handle): unknown {
  const make = revivers.get(handle.kind)
  if (!make) throw new PicklingError(`expected a kind of shared object, got ${JSON.stringify(handle.kind)}`)
  return make(handle)
}

function isShared(part: object): part is Shared {
  return Object.hasOwn(part, "pickle") && typeof (part as Shared).pickle === "function" && "kind" in part
}

function isPlace(part: object): part is { [PLACE]: number } {
  return Object.hasOwn(part, PLACE)
}

/** A copy of the plain arrays and objects of a value, with some parts replaced. Cycles and sharing are kept. */
function replace(value: unknown, exchange: (part: object) => { by: unknown } | undefined): unknown {
  const copies = new Map<object, unknown>()
  const visit = (part: unknown): unknown => {
    if (typeof part !== "object" || part === null) return part
    if (copies.has(part)) return copies.get(part)
    const exchanged = exchange(part)
    if (exchanged) {
      copies.set(part, exchanged.by)
      return exchanged.by
    }
    const prototype = Object.getPrototypeOf(part)
    if (prototype === Array.prototype) {
      const copy: unknown[] = []
      copies.set(part, copy)
      for (const one of part as unknown[]) copy.push(visit(one))
      return copy
    }
    if (prototype !== Object.prototype && prototype !== null) return part
    const copy: Record<string, unknown> = {}
    copies.set(part, copy)
    for (const key of Object.keys(part)) copy[key] = visit((part as Record<string, unknown>)[key])
    return copy
  }
  return visit(value)
}
