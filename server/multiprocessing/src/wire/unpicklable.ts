/** A sentence that says which part of a value cannot be sent and why, or undefined when no single part is the cause. */
export function findUnpicklable(value: unknown): string | undefined {
  const seen = new Set<object>()
  const visit = (part: unknown, path: string): string | undefined => {
    if (typeof part === "function") return `cannot pickle ${describeFunction(part)}${at(path)}`
    if (typeof part === "symbol") return `cannot pickle a symbol${at(path)}`
    if (typeof part !== "object" || part === null || seen.has(part)) return undefined
    seen.add(part)
    if (part instanceof Promise) return `cannot pickle a promise${at(path)}: await it first`
    if (part instanceof WeakMap || part instanceof WeakSet || part instanceof WeakRef) {
      return `cannot pickle a ${part.constructor.name}${at(path)}`
    }
    for (const key of Object.keys(part)) {
      const found = visit(Object.getOwnPropertyDescriptor(part, key)?.value, join(path, key, Array.isArray(part)))
      if (found) return found
    }
    return undefined
  }
  return visit(value, "")
}

function describeFunction(part: unknown): string {
  const { name } = part as { name: unknown }
  return typeof name === "string" && name !== "" ? `the function ${name}` : "a function"
}

const at = (path: string) => (path === "" ? "" : ` at ${path}`)
const join = (path: string, key: string, inArray: boolean) =>
  inArray ? `${path}[${key}]` : path ? `${path}.${key}` : key
