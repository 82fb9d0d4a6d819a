/**
 * `after`, with every part that equals a part of `before` replaced by that same object, so that unchanged parts are not
 * drawn again. Scenes are plain data: numbers, strings, arrays, objects.
 */
export function shared<T>(before: unknown, after: T): T {
  if (Object.is(before, after)) return after
  if (typeof before !== "object" || typeof after !== "object" || before === null || after === null) return after
  if (Array.isArray(after)) return Array.isArray(before) ? (sharedList(before, after) as T) : after
  if (after instanceof Map || after instanceof Set || Array.isArray(before)) return after
  const old = before as Record<string, unknown>
  const entries = Object.entries(after)
  let isSame = entries.length === Object.keys(old).length
  const next: Record<string, unknown> = {}
  for (const [key, value] of entries) {
    next[key] = shared(old[key], value)
    if (next[key] !== old[key] || !(key in old)) isSame = false
  }
  return (isSame ? before : next) as T
}

/** Elements with a `key` are compared by key, others by index. */
function sharedList(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  const byKey = new Map(before.map((one, place) => [keyOf(one) ?? place, one]))
  const next = after.map((one, place) => shared(byKey.get(keyOf(one) ?? place), one))
  const isSame = next.length === before.length && next.every((one, place) => one === before[place])
  return isSame ? before : next
}

function keyOf(one: unknown): string | undefined {
  const key = typeof one === "object" && one !== null ? (one as { key?: unknown }).key : undefined
  return typeof key === "string" ? key : undefined
}
