import { push } from "../base/index.ts"
import { fullNameOf, nameOf, taskCall } from "../names/index.ts"
import { isAlive, type TaskEntity } from "../world/index.ts"
import type { Context } from "./context.ts"
import { createFinding, siteOf } from "./createFinding.ts"
import type { Finding } from "./finding.ts"

/** Python's error when a task's arguments include a queue or lock: these can be passed to a child only at its start. */
const MESSAGE = /^(\w+) objects should only be shared between processes through inheritance/

export const isNotShareable = ({ error }: TaskEntity) => error?.name === "RuntimeError" && MESSAGE.test(error.message)

/** A queue or lock was passed to a pool as an argument: the task fails before it begins. */
export function queueInPool({ world }: Context): Finding[] {
  const pools = new Map<number, TaskEntity[]>()
  for (const pool of Object.values(world.pools)) if (pool.failed > 0) pools.set(pool.id, [])
  if (pools.size === 0) return []
  for (const task of Object.values(world.tasks)) {
    if (task.state === "failed" && isNotShareable(task) && isUnhandled(task)) push(pools, task.pool, task)
  }
  return [...pools].flatMap(([id, tasks]) => {
    const [first] = tasks
    if (!first) return []
    const object = MESSAGE.exec(first.error?.message ?? "")?.[1] ?? "Queue"
    return [
      createFinding("queue-in-pool", {
        about: `pool${id}`,
        since: first.finishedAt ?? first.submittedAt,
        processes: [first.by],
        refs: [{ kind: "pool", id }, ...tasks.slice(0, 20).map((task) => ({ kind: "task" as const, id: task.id }))],
        sites: tasks.slice(0, 20).map((task) => siteOf(world, task.by, null, task.site, taskCall(task))),
        evidence: tasks.flatMap(({ told }) => [told.submitted, told.finished]),
        variant: object === "Queue" || object === "JoinableQueue" || object === "SimpleQueue" ? "queue" : "other",
        values: {
          who: fullNameOf(world, first.by),
          what: nameOf(world, { kind: "pool", id }),
          object,
          task: taskCall(first),
          at: first.site,
          count: tasks.length,
        },
      }),
    ]
  })

  /** Whether nobody asked for the error, or it ended the program. */
  function isUnhandled(task: TaskEntity): boolean {
    if (!task.isRead) return true
    const owner = world.processes[task.by]
    return owner !== undefined && !isAlive(owner) && owner.exitCode !== 0 && owner.exitCode !== null
  }
}
