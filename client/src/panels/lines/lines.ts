import { mainOf, type TaskEntity, type World } from "@forkscope/shared/world"
import { syntaxOf } from "./syntaxOf.ts"

/**
 * The next free variable name of a family: `p1`, `p2`, … Considers the variables of the lab and every line sent so far,
 * because a line that is still queued will use its name too.
 */
export function freeName(world: World, family: string, alsoTaken: readonly string[] = []): string {
  const pattern = new RegExp(`\\b${family}(\\d+)\\b`, "g")
  const texts = [...Object.keys(world.names), ...Object.values(world.lines).map(({ code }) => code), ...alsoTaken]
  let highest = 0
  for (const text of texts) {
    for (const [, digits] of text.matchAll(pattern)) highest = Math.max(highest, Number(digits))
  }
  return `${family}${highest + 1}`
}

/**
 * The lab's variable that holds the result of a task; null where none does. The lab does not report such variables, so
 * the name is parsed from the line during which the task was submitted.
 */
export function resultVariable(world: World, task: TaskEntity): string | null {
  if (world.run?.kind !== "lab" || task.by !== mainOf(world)?.id) return null
  const line = Object.values(world.lines).find(
    ({ startedAt, finishedAt }) =>
      startedAt !== null && startedAt <= task.submittedAt && task.submittedAt <= (finishedAt ?? world.at),
  )
  return syntaxOf(world).submitted.exec(line?.code ?? "")?.[1] ?? null
}
