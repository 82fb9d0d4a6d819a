/**
 * Ends an exhaustive switch: fails to compile when a case is missing, and throws on data that does not match its type.
 */
export function assertNever(value: never): never {
  throw new Error(`Expected no other case, got ${JSON.stringify(value)}`)
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message)
}
