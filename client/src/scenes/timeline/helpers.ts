import type { History } from "@forkscope/shared/history"
import type { ProcessEntity } from "@forkscope/shared/world"

/** µs below which a process counts as brief: `sh`, `rm` and `mkdir` take less, a compiler takes more. */
const BRIEF = 20_000
/** Share of a shell's time in which the one program that it starts runs. */
const MOST = 0.8
const SHELL = /(?:^|\/)(?:ba|da|z|k|a)?sh$/

/**
 * Processes that only serve others: trackers and fork servers of a library, shells that only start one program, and
 * processes that lived for less than 20 ms.
 */
export function helpersOf(history: History): ReadonlySet<number> {
  const children = new Map<number, ProcessEntity[]>()
  for (const { entity } of history.processes.values()) {
    if (entity.parent === null) continue
    const siblings = children.get(entity.parent)
    if (siblings) siblings.push(entity)
    else children.set(entity.parent, [entity])
  }
  const helpers = new Set<number>()
  for (const { entity } of history.processes.values()) {
    if (entity.role !== "main" && isHelper(entity, children.get(entity.id) ?? [])) helpers.add(entity.id)
  }
  return helpers
}

function isHelper(process: ProcessEntity, children: readonly ProcessEntity[]): boolean {
  const length = lengthOf(process)
  const [only] = children
  if (process.role === "helper" || length < BRIEF) return true
  return (
    SHELL.test(process.argv[0] ?? "") && children.length === 1 && only !== undefined && lengthOf(only) >= length * MOST
  )
}

/** µs; infinite while it runs. */
const lengthOf = ({ spawnedAt, createdAt, exitedAt }: ProcessEntity) =>
  exitedAt === null ? Number.POSITIVE_INFINITY : exitedAt - (spawnedAt ?? createdAt)
