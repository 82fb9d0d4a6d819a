import type { Unit } from "./units.ts"

/**
 * The column of each unit, from 0: right of all that it comes after. Where things feed each other in a circle, the
 * link that closes the circle counts for nothing and is drawn as a way back.
 */
export function columnsOf(units: readonly Unit[]): Map<string, number> {
  const next = new Map<string, Unit[]>(units.map((unit) => [unit.key, []]))
  for (const unit of units) for (const from of unit.after) next.get(from)?.push(unit)
  const entered = new Set<string>()
  const left: Unit[] = []
  const forward: [string, string][] = []
  const onPath = new Set<string>()

  const visit = (unit: Unit) => {
    entered.add(unit.key)
    onPath.add(unit.key)
    // Those it made first: then what they do with each other's queues closes circles, not the making.
    const followers = [...(next.get(unit.key) ?? [])].sort((a, b) => rank(a, unit) - rank(b, unit))
    for (const follower of followers) {
      if (onPath.has(follower.key)) continue
      forward.push([unit.key, follower.key])
      if (!entered.has(follower.key)) visit(follower)
    }
    onPath.delete(unit.key)
    left.push(unit)
  }
  const tops = units.filter((unit) => unit.after.every((from) => !next.has(from)))
  for (const unit of [...tops, ...units]) if (!entered.has(unit.key)) visit(unit)

  const columns = new Map<string, number>(units.map((unit) => [unit.key, 0]))
  const comesAfter = new Map<string, string[]>()
  for (const [from, to] of forward) comesAfter.set(to, [...(comesAfter.get(to) ?? []), from])
  for (const unit of left.reverse()) {
    const before = comesAfter.get(unit.key) ?? []
    columns.set(unit.key, Math.max(0, ...before.map((key) => (columns.get(key) ?? 0) + 1)))
  }
  return columns
}

const isMade = ({ kind }: Unit) => kind === "process" || kind === "cluster" || kind === "pool"
const rank = (follower: Unit, maker: Unit) => (follower.after[0] === maker.key && isMade(follower) ? 0 : 1)
