import { processName } from "@forkscope/shared/names"
import type { ProcessEntity } from "@forkscope/shared/world"

/** A process as a bar in a lane that it shares with other children of the same parent. */
export interface Bar {
  readonly process: ProcessEntity
  readonly name: string
  readonly start: number
  /** Null: it has not exited. */
  readonly end: number | null
  /** 0: a child of the lane's parent. Otherwise its descendant, drawn below it. */
  readonly depth: number
  readonly isFailed: boolean
  /** It is on the critical path: see `criticalPath`. */
  readonly isCritical: boolean
}

/** One lane of a packing. */
export interface Slot {
  /** By start, descendants after the children. */
  readonly bars: readonly Bar[]
  /** From the first start to the last end of all lanes of the packing, µs; the end is null while one of them runs. */
  readonly start: number
  readonly end: number | null
  /** Share of that time in which a child ran, 0 to 1. */
  readonly busy: number
}

/** A child and its descendants. */
export interface Family {
  readonly child: ProcessEntity
  readonly inside: readonly { readonly entity: ProcessEntity; readonly depth: number }[]
}

/** Children from which packing is worthwhile, and how many there must be for each slot. */
const FEWEST = 9
const PER_SLOT = 2
/** µs by which two processes of one slot may overlap: a parent is told of an end before it starts the next child. */
const TOLERANCE = 1000

const startOf = ({ spawnedAt, createdAt }: ProcessEntity) => spawnedAt ?? createdAt
const endOf = ({ exitedAt }: ProcessEntity) => exitedAt ?? Number.POSITIVE_INFINITY

/**
 * Puts the children of a process into as few lanes as they ran at the same time, each into the first that is free at
 * its start: the slots of a parallel build or test run.
 *
 * @param now The run's time up to which everything is known, µs.
 * @returns null where that saves little, e.g. for a few long-running children.
 */
export function pack(families: readonly Family[], now: number): Slot[] | null {
  if (families.length < FEWEST) return null
  const ordered = [...families].sort((a, b) => startOf(a.child) - startOf(b.child))
  const slots: Family[][] = []
  const freeAt: number[] = []
  for (const family of ordered) {
    const start = startOf(family.child)
    const free = freeAt.findIndex((at) => at <= start + TOLERANCE)
    const place = free < 0 ? freeAt.length : free
    freeAt[place] = endOf(family.child)
    slots[place] ??= []
    slots[place].push(family)
  }
  if (slots.length * PER_SLOT > families.length) return null
  const critical = slots.length > 1 ? criticalPath(ordered.map(({ child }) => child)) : new Set<number>()
  const start = startOf((ordered[0] as Family).child)
  const last = Math.max(...freeAt)
  const end = Number.isFinite(last) ? last : null
  return slots.map((members) => {
    const children = members.map(({ child }) => barOf(child, 0, critical.has(child.id)))
    const inside = members
      .flatMap((member) => member.inside)
      .sort((a, b) => a.depth - b.depth || startOf(a.entity) - startOf(b.entity))
      .map(({ entity, depth }) => barOf(entity, depth, false))
    const slot = { bars: [...children, ...inside], start, end }
    const idle = gapsOf(slot, now).reduce((sum, gap) => sum + gap.end - gap.start, 0)
    return { ...slot, busy: 1 - idle / Math.max(1, (end ?? now) - start) }
  })
}

/**
 * The chain of processes that decided how long all of them took, inferred from their times: from the last to exit back,
 * each time the process that was the last to exit before it started; of two that exited together, the longer one.
 */
function criticalPath(processes: readonly ProcessEntity[]): Set<number> {
  const byEnd = [...processes].sort((a, b) => endOf(b) - endOf(a) || startOf(a) - startOf(b))
  const path = new Set<number>()
  let before = Number.POSITIVE_INFINITY
  for (const one of byEnd) {
    if (endOf(one) > before + TOLERANCE) continue
    path.add(one.id)
    before = startOf(one)
  }
  return path
}

function barOf(entity: ProcessEntity, depth: number, isCritical: boolean): Bar {
  const isFailed = entity.exitCode !== null && entity.exitCode !== 0
  const [start, end] = [startOf(entity), entity.exitedAt]
  return { process: entity, name: nameOf(entity), start, end, depth, isFailed, isCritical }
}

/** Entities do not change once their processes have ended, so most names are needed again and again. */
const names = new WeakMap<ProcessEntity, string>()

function nameOf(entity: ProcessEntity): string {
  const known = names.get(entity)
  if (known !== undefined) return known
  const name = processName(entity)
  names.set(entity, name)
  return name
}

/** The times in which no child ran in a slot, up to `now`. */
export function gapsOf(
  { bars, start, end }: Pick<Slot, "bars" | "start" | "end">,
  now: number,
): { start: number; end: number }[] {
  const gaps: { start: number; end: number }[] = []
  let from = start
  for (const bar of bars) {
    if (bar.depth > 0) break
    if (bar.start > from + TOLERANCE) gaps.push({ start: from, end: bar.start })
    from = Math.max(from, bar.end ?? now)
  }
  const until = end ?? now
  if (until > from + TOLERANCE) gaps.push({ start: from, end: until })
  return gaps
}

/** The bar at a time: of a child, or of the deepest of its descendants. */
export function barAt({ bars }: Slot, at: number, reach: number, isInside: boolean): Bar | null {
  const isHit = ({ start, end }: Bar) => start <= at + reach && (end ?? Number.POSITIVE_INFINITY) >= at - reach
  const inside = isInside ? bars.findLast((bar) => bar.depth > 0 && isHit(bar)) : undefined
  return inside ?? bars.find((bar) => bar.depth === 0 && isHit(bar)) ?? null
}
