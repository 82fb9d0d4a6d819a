/**
 * The strongly connected components that no edge leaves. Every node outside them waits, directly or not, for a node in
 * one. (Tarjan's algorithm, without recursion since a chain may be long.)
 */
export function sinkGroups(nodes: Iterable<number>, next: (node: number) => readonly number[]): number[][] {
  const order = new Map<number, number>()
  const low = new Map<number, number>()
  const groupOf = new Map<number, number>()
  const groups: number[][] = []
  const path: number[] = []
  for (const root of nodes) {
    if (order.has(root)) continue
    const work: { node: number; targets: readonly number[]; place: number }[] = []
    const enter = (node: number) => {
      order.set(node, order.size)
      low.set(node, order.size - 1)
      path.push(node)
      work.push({ node, targets: next(node), place: 0 })
    }
    enter(root)
    for (let frame = work.at(-1); frame; frame = work.at(-1)) {
      const { node } = frame
      const target = frame.targets[frame.place++]
      if (target !== undefined) {
        if (!order.has(target)) enter(target)
        else if (!groupOf.has(target)) low.set(node, Math.min(low.get(node) ?? 0, order.get(target) ?? 0))
        continue
      }
      work.pop()
      const above = work.at(-1)
      if (above) low.set(above.node, Math.min(low.get(above.node) ?? 0, low.get(node) ?? 0))
      if (low.get(node) !== order.get(node)) continue
      const group = path.splice(path.lastIndexOf(node))
      for (const member of group) groupOf.set(member, groups.length)
      groups.push(group)
    }
  }
  return groups.filter((group, index) => group.every((node) => next(node).every((to) => groupOf.get(to) === index)))
}
