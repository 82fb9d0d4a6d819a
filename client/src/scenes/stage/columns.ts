import type { LayoutItem } from "./layoutItems.ts"

/**
 * The column of each item, from 0: right of all items in its `after`. In a circle of items, the link that closes the
 * circle is ignored here and drawn backwards.
 */
export function columnsOf(items: readonly LayoutItem[]): Map<string, number> {
  const next = new Map<string, LayoutItem[]>(items.map((item) => [item.key, []]))
  for (const item of items) for (const from of item.after) next.get(from)?.push(item)
  const entered = new Set<string>()
  const left: LayoutItem[] = []
  const forward: [string, string][] = []
  const onPath = new Set<string>()

  const visit = (item: LayoutItem) => {
    entered.add(item.key)
    onPath.add(item.key)
    // Created items first, so that the links that close circles are those of queues and not those of creation.
    const followers = [...(next.get(item.key) ?? [])].sort((a, b) => rank(a, item) - rank(b, item))
    for (const follower of followers) {
      if (onPath.has(follower.key)) continue
      forward.push([item.key, follower.key])
      if (!entered.has(follower.key)) visit(follower)
    }
    onPath.delete(item.key)
    left.push(item)
  }
  const tops = items.filter((item) => item.after.every((from) => !next.has(from)))
  for (const item of [...tops, ...items]) if (!entered.has(item.key)) visit(item)

  const columns = new Map<string, number>(items.map((item) => [item.key, 0]))
  const comesAfter = new Map<string, string[]>()
  for (const [from, to] of forward) comesAfter.set(to, [...(comesAfter.get(to) ?? []), from])
  for (const item of left.reverse()) {
    const before = comesAfter.get(item.key) ?? []
    columns.set(item.key, Math.max(0, ...before.map((key) => (columns.get(key) ?? 0) + 1)))
  }
  return columns
}

const isMade = ({ kind }: LayoutItem) => kind === "process" || kind === "cluster" || kind === "pool"
const rank = (follower: LayoutItem, maker: LayoutItem) => (follower.after[0] === maker.key && isMade(follower) ? 0 : 1)
