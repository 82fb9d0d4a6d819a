import type { Micros } from "../base/index.ts"
import { fullNameOf, nameOf, taskCall } from "../names/index.ts"
import { newestFirst, type PoolEntity, poolOf, type Slot, type TaskEntity } from "../world/index.ts"
import type { Context } from "./context.ts"
import { createFinding, siteOf } from "./createFinding.ts"
import type { Finding } from "./finding.ts"

/** A slot that is idle for less than this does not count, µs: a pool needs a moment to hand out a task. */
const IDLE: Micros = 1_000_000

/** A chunk of a map: its calls run one after another in one worker, even while other workers are idle. */
const isChunk = ({ calls }: TaskEntity) => calls > 1

/**
 * Slots are idle while calls wait behind a running task, since they are in its chunk. Tasks that any worker may still take do
 * not count: where some are left, idle workers have not got a CPU yet.
 */
export function straggler({ world, now }: Context): Finding[] {
  return Object.values(world.pools).flatMap((pool) => {
    if (pool.isTerminated || pool.backlog.length > 0) return []
    const idle = pool.slots.filter((slot) => slot.state === "idle" && isIdleFor(pool, slot))
    const busy = pool.slots.filter((slot) => slot.state === "busy")
    const task = firstOf(busy)
    const chunks = busy.flatMap(({ task }) => (task === null ? [] : (world.tasks[task] ?? []))).filter(isChunk)
    const oldest = Math.min(...chunks.map((one) => one.startedAt ?? one.submittedAt))
    if (idle.length === 0 || !task || chunks.length === 0 || now - oldest < IDLE) return []
    const workers = busy.flatMap(({ worker }) => worker ?? [])
    return [
      createFinding("straggler", {
        about: `pool${pool.id}`,
        since: Math.max(oldest, ...idle.map((slot) => idleSince(pool, slot))),
        processes: workers,
        refs: [
          { kind: "pool", id: pool.id },
          { kind: "task", id: task.id },
        ],
        sites: [
          siteOf(world, task.by, null, task.site, `${task.fn}()`),
          ...workers.map((worker) => siteOf(world, worker, null, frameOf(worker), `${task.fn}()`)),
        ],
        evidence: chunks.slice(0, 20).map(({ told }) => told.started),
        variant: "any",
        values: {
          what: nameOf(world, { kind: "pool", id: pool.id }),
          who: workers.map((worker) => fullNameOf(world, worker)),
          task: taskCall(task),
          idle: idle.length,
          size: pool.size,
          count: chunks.reduce((sum, { calls }) => sum + calls - 1, 0),
          at: task.site,
        },
      }),
    ]
  })

  function firstOf(slots: readonly Slot[]): TaskEntity | undefined {
    const tasks = slots.flatMap(({ task }) => (task === null ? [] : (world.tasks[task] ?? [])))
    return tasks.sort((a, b) => (a.startedAt ?? now) - (b.startedAt ?? now))[0]
  }

  function isIdleFor(pool: PoolEntity, slot: Slot): boolean {
    return now - idleSince(pool, slot) >= IDLE
  }

  /** When the slot's worker ended its last task; before its first one, when it was started. */
  function idleSince(pool: PoolEntity, { worker, thread }: Slot): Micros {
    const process = worker === null ? undefined : world.processes[worker]
    if (!process) return now
    for (const slice of newestFirst(process.slices)) {
      if (slice.kind === "task" && poolOf(slice.target) === pool.id && (thread === null || slice.tid === thread))
        return slice.end
    }
    return process.spawnedAt ?? now
  }

  function frameOf(worker: number) {
    const process = world.processes[worker]
    const frame = process?.threads[process.pid ?? 0]?.frame
    return frame ? { file: frame.file, line: frame.line, function: frame.function } : null
  }
}
