import type { FactOf } from "@forkscope/shared/events"
import type { Account } from "./account.ts"
import type { Condition, WatchedProcess } from "./watched.ts"

const SRC = "procfs"

/** A sample of a process; its counters are the account's unless an earlier reading is given. */
export function sampledFact(
  proc: number,
  at: number,
  condition: Condition,
  counters: Pick<Account, "cpu" | "queued">,
): FactOf<"process.sampled"> {
  const { state, core, threads, rss, shared, private: own, wchan } = condition
  return {
    type: "process.sampled",
    src: SRC,
    at,
    proc,
    cpu: counters.cpu,
    queued: counters.queued,
    state: String.fromCharCode(state),
    core,
    threads,
    rss,
    ...(shared === undefined ? {} : { shared }),
    ...(own === undefined ? {} : { private: own }),
    ...(wchan === undefined ? {} : { wchan }),
  }
}

export function spawnedFact(
  proc: number,
  at: number,
  process: Pick<WatchedProcess, "pid" | "ppid" | "startTime" | "name" | "argv">,
  parent: number | undefined,
): FactOf<"process.spawned"> {
  const { pid, ppid, startTime, name, argv } = process
  return {
    type: "process.spawned",
    src: SRC,
    at,
    proc,
    pid,
    ppid,
    startTime,
    name,
    ...(parent === undefined ? {} : { parent }),
    ...(argv.length === 0 ? {} : { argv }),
  }
}
