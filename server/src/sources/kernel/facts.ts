import type { KernelKey, KeyedFactOf } from "../keyedFact.ts"
import type { Account } from "./account.ts"
import type { Condition, WatchedProcess } from "./watched.ts"

/** A sample of a process; its counters are the account's unless an earlier reading is given. */
export function sampledFact(
  proc: KernelKey,
  at: number,
  condition: Condition,
  counters: Pick<Account, "cpu" | "queued">,
): KeyedFactOf<"process.sampled"> {
  const { state, core, threads, rss, shared, private: own, wchan } = condition
  return {
    type: "process.sampled",
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
  at: number,
  process: Pick<WatchedProcess, "key" | "ppid" | "name" | "argv">,
  parent: KernelKey | undefined,
): KeyedFactOf<"process.spawned"> {
  const { key, ppid, name, argv } = process
  return {
    type: "process.spawned",
    at,
    proc: key,
    pid: key.pid,
    ppid,
    startTime: key.startTime,
    name,
    ...(parent === undefined ? {} : { parent }),
    ...(argv.length === 0 ? {} : { argv }),
  }
}
