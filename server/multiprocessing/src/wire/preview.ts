const LONGEST = 80
const MOST_PARTS = 8

const shorten = (text: string, length: number) => (text.length <= length ? text : `${text.slice(0, length - 1)}…`)

/**
 * Short text that shows a value on screen: at most 80 characters, never parsed by anyone.
 *
 * Looks only at exact built-in types and calls nothing of the user's (no toString, no inspect, no getter), so that
 * observing a program cannot change what it does.
 */
export function preview(value: unknown): string {
  return shorten(show(value, 2, LONGEST), LONGEST)
}

/** A call's arguments, without the parentheses. */
export function previewArgs(args: readonly unknown[]): string {
  return args.length === 1 ? preview(args[0]) : preview([...args]).slice(1, -1)
}

function show(value: unknown, levels: number, room: number): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(shorten(value, room))
    case "number":
      return Object.is(value, -0) ? "-0" : String(value)
    case "bigint":
      return shorten(`${value}n`, room)
    case "boolean":
    case "undefined":
      return String(value)
    case "symbol":
      return "Symbol"
    case "function":
      return `function ${ownText(value, "name")}`.trimEnd()
    case "object":
      return value === null ? "null" : showObject(value, levels, room)
  }
}

function showObject(value: object, levels: number, room: number): string {
  const prototype = isProxy(value) ? undefined : Object.getPrototypeOf(value)
  if (prototype === Array.prototype) {
    const array = value as unknown[]
    if (levels === 0) return `Array(${array.length})`
    const indexes = Array.from({ length: Math.min(array.length, MOST_PARTS) }, (_, index) => String(index))
    return `[${parts(value, indexes, array.length, levels, room, false)}]`
  }
  if (prototype === Object.prototype || prototype === null) {
    const keys = Object.keys(value)
    if (levels === 0) return "{…}"
    return keys.length === 0 ? "{}" : `{ ${parts(value, keys, keys.length, levels, room, true)} }`
  }
  if (prototype === Date.prototype) return dateText(value as Date)
  if (prototype === Map.prototype) return `Map(${(value as Map<unknown, unknown>).size})`
  if (prototype === Set.prototype) return `Set(${(value as Set<unknown>).size})`
  if (ArrayBuffer.isView(value)) return `${className(prototype)}(${value.byteLength} bytes)`
  if (value instanceof Error) return shorten(`${className(prototype)}: ${ownText(value, "message")}`, room)
  return `${className(prototype)} {…}`
}

function parts(value: object, keys: string[], total: number, levels: number, room: number, named: boolean): string {
  const shown: string[] = []
  let length = 0
  for (const key of keys.slice(0, MOST_PARTS)) {
    if (length > room) break
    const property = Object.getOwnPropertyDescriptor(value, key)
    const text = property === undefined ? "" : "value" in property ? show(property.value, levels - 1, room) : "getter"
    const part = named ? `${shorten(key, 30)}: ${text}` : text
    shown.push(part)
    length += part.length + 2
  }
  if (shown.length < total) shown.push("…")
  return shown.join(", ")
}

/** A proxy is only recognised, never read: any access would run the user's traps. */
function isProxy(value: object): boolean {
  return (process.getBuiltinModule("node:util") as typeof import("node:util")).types.isProxy(value)
}

function ownText(value: object, key: string): string {
  const property = Object.getOwnPropertyDescriptor(value, key)
  return property && typeof property.value === "string" ? property.value : ""
}

function className(prototype: unknown): string {
  if (typeof prototype !== "object" || prototype === null) return "Object"
  const maker = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value
  return typeof maker === "function" ? ownText(maker, "name") || "Object" : "Object"
}

function dateText(value: Date): string {
  const time = Date.prototype.getTime.call(value)
  return Number.isNaN(time) ? "Date(invalid)" : Date.prototype.toISOString.call(value)
}
