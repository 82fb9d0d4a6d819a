import { assert } from "@forkscope/shared/base"
import type { History } from "@forkscope/shared/history"
import { type Bare, BLANK, type Branch, branchesOf } from "./branches.ts"
import { helpersOf } from "./helpers.ts"
import { type Family, pack } from "./packing.ts"

/** A lane at its place. */
export interface Lane extends Bare {
  /** Nesting depth. */
  readonly level: number
  /** Number of nested lanes, shown or folded; 0: it cannot be folded. */
  readonly below: number
  readonly isFolded: boolean
  readonly top: number
  readonly height: number
}

export interface Lanes {
  readonly lanes: readonly Lane[]
  readonly height: number
  /** The lane that shows a thread of a process: its own, or the folded lane above it. */
  find(proc: number, tid: number | null, beside?: number): Lane | undefined
}

/** px of a lane. The more lanes there are, the lower each is. */
const HEIGHTS = [
  { upTo: 12, height: 44 },
  { upTo: 40, height: 36 },
  { upTo: Number.POSITIVE_INFINITY, height: 26 },
]
/** px of counter lanes, and of the further lanes of a thread. */
const COUNTER = 26
/** px of packed lanes without and with descendants of the children. */
const PACKED = 24
const PACKED_TWICE = 40

/** What the user wants to see. */
export interface LaneOptions {
  /** Keys of the lanes whose nested lanes are hidden. */
  readonly folded?: ReadonlySet<string>
  /** Children of which many came and went share lanes. */
  readonly isPacked?: boolean
  /** Processes that only serve others have no lane. */
  readonly hidesHelpers?: boolean
}

/**
 * A lane for each process, thread, pool, slot and queue, nested in that of the process that made it, in order of
 * appearance; the main process comes first.
 */
export function lanesOf(history: History, { folded, isPacked, hidesHelpers }: LaneOptions = {}): Lanes {
  const bare = branchesOf(history, hidesHelpers ? helpersOf(history) : new Set())
  const roots = isPacked ? bare.map((root) => packedBranch(history, root)) : bare
  const lanes: (Bare & Pick<Lane, "level" | "below" | "isFolded">)[] = []
  const owners = new Map<string, number>()
  const add = (branch: Branch, level: number, hiddenIn: number | null) => {
    const { lane, below } = branch
    const isFolded = folded?.has(lane.key) ?? false
    if (hiddenIn === null) lanes.push({ ...lane, level, below: countOf(below), isFolded: isFolded && below.length > 0 })
    const place = hiddenIn ?? lanes.length - 1
    if (lane.packed) for (const { process } of lane.packed.bars) owners.set(keyOfThread(process.id, null, 0), place)
    else if (lane.kind === "process" || lane.kind === "thread" || lane.kind === "slot") {
      for (const proc of lane.procs) owners.set(keyOfThread(proc, lane.thread, lane.beside), place)
    }
    for (const one of below) add(one, level + 1, hiddenIn ?? (isFolded ? place : null))
  }
  for (const root of roots) add(root, 0, null)
  const height = HEIGHTS.find(({ upTo }) => lanes.length <= upTo)?.height ?? 0
  let top = 0
  const placed = lanes.map((lane) => {
    const own = heightOf(lane) ?? height
    top += own
    return { ...lane, top: top - own, height: own }
  })
  return {
    lanes: placed,
    height: top,
    find: (proc, tid, beside = 0) => {
      const keys = [keyOfThread(proc, tid, beside), keyOfThread(proc, tid, 0), keyOfThread(proc, null, 0)]
      return placed[keys.map((key) => owners.get(key)).find((place) => place !== undefined) ?? -1]
    },
  }
}

/** px of a lane whose height does not depend on the number of lanes. */
function heightOf({ kind, beside, packed }: Bare): number | null {
  if (packed) return packed.bars.some(({ depth }) => depth > 0) ? PACKED_TWICE : PACKED
  return kind === "pool" || kind === "memory" || beside > 0 ? COUNTER : null
}

const keyOfThread = (proc: number, tid: number | null, beside: number): string => `${proc}/${tid ?? ""}/${beside}`

const countOf = (branches: readonly Branch[]): number =>
  branches.reduce((sum, { below }) => sum + 1 + countOf(below), 0)

/** The same with the children of which many came and went in packed lanes, which come first. */
function packedBranch(history: History, branch: Branch): Branch {
  const below = branch.below.map((one) => packedBranch(history, one))
  const brief = below.filter(isPlain)
  const families = brief.map((one) => familyOf(history, one))
  const slots = pack(families, history.world.at)
  if (!slots) return { ...branch, below }
  const lanes = slots.map((slot, at): Branch => {
    const key = `${branch.lane.key}k${at + 1}`
    const isOver = slot.bars.every(({ end }) => end !== null)
    const lane = { ...BLANK, key, kind: "packed", name: branch.lane.name, slot: at + 1, packed: slot, isOver } as const
    return { lane, born: slot.start, below: [] }
  })
  return { ...branch, below: [...lanes, ...below.filter((one) => !isPlain(one))] }
}

/** Whether a process and its descendants have no lanes but their own. */
const isPlain = ({ lane, below }: Branch): boolean =>
  lane.kind === "process" && lane.beside === 0 && below.every(isPlain)

function familyOf(history: History, branch: Branch): Family {
  const entityOf = ({ lane }: Branch) => lane.procs.flatMap((proc) => history.processes.get(proc)?.entity ?? [])
  const insideOf = ({ below }: Branch, depth: number): Family["inside"] =>
    below.flatMap((one) => [...entityOf(one).map((entity) => ({ entity, depth })), ...insideOf(one, depth + 1)])
  const [child] = entityOf(branch)
  assert(child, "a branch of a process has its process")
  return { child, inside: insideOf(branch, 1) }
}
