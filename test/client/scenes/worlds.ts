import { History } from "@forkscope/shared/history"
import { checkInvariants, EMPTY_WORLD, fold, type World } from "@forkscope/shared/world"
import { mainRun, numbered } from "../../support/events.ts"

export type Facts = Parameters<typeof numbered>

/** A world with a main process (1, PID 100) on `cores` cores, after the facts. */
export function worldOf(facts: Facts, cores = 2): World {
  const events = numbered(...mainRun(cores), ...facts)
  const world = fold(EMPTY_WORLD, events)
  checkInvariants(world, events)
  return world
}

/** The history of these facts. */
export function historyOf(facts: Facts): History {
  const history = new History()
  history.follow(numbered(...mainRun(), ...facts))
  return history
}

export const child = (proc: number, more: object = {}): Facts[number] => ({
  type: "process.spawned",
  proc,
  pid: 100 + proc,
  ppid: 100,
  startTime: 9,
  parent: 1,
  name: `Process-${proc}`,
  ...more,
})

/** Two samples 100 ms apart; in between the process spent these µs on a CPU and in line for one. */
export const spent = (proc: number, cpu: number, queued: number): Facts =>
  [0, 1].map((step) => ({
    type: "process.sampled" as const,
    src: "procfs" as const,
    proc,
    at: 1_000_000 + step * 100_000,
    cpu: cpu * step,
    queued: queued * step,
    state: "R",
    core: 0,
    threads: 1,
  }))

export const queueOf = (maxsize: number): Facts[number] => ({
  type: "queue.created",
  queue: 1,
  proc: 1,
  name: "q",
  maxsize,
  kind: "queue",
})

/** Finished puts of the items first…last by one process. */
export const puts = (proc: number, first: number, last: number): Facts =>
  Array.from({ length: last - first + 1 }, (_, index): Facts => {
    const item = first + index
    return [
      { type: "queue.put.started", queue: 1, proc, op: item, block: true, value: `"m${item}"` },
      { type: "queue.put.finished", queue: 1, proc, op: item, outcome: "ok", item, depth: item },
    ]
  }).flat()

export const pool = (size: number, tasks: number): Facts => [
  { type: "pool.created", pool: 1, proc: 1, name: "pool", size },
  ...Array.from(
    { length: size },
    (_, index): Facts => [
      child(11 + index, { role: "worker" }),
      { type: "pool.worker.added", pool: 1, slot: index + 1, worker: 11 + index },
      { type: "pool.worker.ready", pool: 1, slot: index + 1, worker: 11 + index },
    ],
  ).flat(),
  ...Array.from({ length: tasks }, (_, index): Facts[number] => ({
    type: "task.submitted",
    pool: 1,
    proc: 1,
    task: index + 1,
    fn: "worker",
    args: String(index),
    via: "applyAsync",
  })),
]

export const begun = (task: number, slot: number): Facts[number] => ({
  type: "task.started",
  pool: 1,
  proc: 10 + slot,
  task,
  slot,
})

export const ended = (task: number, slot: number, outcome: "ok" | "error" = "ok"): Facts[number] => ({
  type: "task.finished",
  pool: 1,
  proc: 10 + slot,
  task,
  slot,
  outcome,
  ...(outcome === "error" ? { error: { name: "ValueError", message: "no" } } : {}),
})
