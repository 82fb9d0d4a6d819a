import { availableParallelism } from "node:os"
import type { WatchedProcess } from "./watched.ts"

/*
 * What processes did between their last reading and their end.
 *
 * Who reaps a process is told the time on a CPU of it and of all that it has reaped itself. What of this is not known of
 * any of them was used by those that ended unread: each gets its part, by the time since its last reading.
 */

const CORES = availableParallelism()
const NS_PER_MICRO = 1000
/** The kernel tells user and system time in ticks of 10 ms, cut off: so much may be told a little later, ns. */
const CUT_OFF = 20_000_000

/** The kernel says how much all children that a process has reaped, and theirs, were on a CPU so far. @param at now, µs */
export function settleChildren(reaper: WatchedProcess, reapedNs: number, at: number): void {
  const children = reaper.unsettled.splice(0)
  const told = reapedNs - reaper.reapedNs
  const known = children.reduce((sum, child) => sum + knownOf(child), 0)
  const missing = Math.max(-CUT_OFF, told - known + reaper.owedNs)
  reaper.reapedNs = reapedNs
  // What is more than they can have used was used by processes that came and went between two readings.
  reaper.owedNs = Math.min(0, missing)
  share(missing, children, at)
}

/** Its reaper, outside the tree, says how much a process and all that it had reaped were on a CPU. @param at now, µs */
export function settle(process: WatchedProcess, totalNs: number, at: number): void {
  share(totalNs - knownOf(process), [process], at)
}

function knownOf({ account, reapedNs, unsettled }: WatchedProcess): number {
  return unsettled.reduce((sum, child) => sum + knownOf(child), account.cpuNs + reapedNs)
}

function share(missing: number, among: readonly WatchedProcess[], at: number): void {
  if (missing <= 0) return
  const unread = among.flatMap(unreadOf)
  // No thread is on a CPU for longer than has passed.
  const most = ({ readAt, now }: WatchedProcess) =>
    Math.max(0, at - readAt) * NS_PER_MICRO * Math.min(CORES, Math.max(1, now.threads))
  const all = unread.reduce((sum, process) => sum + most(process), 0)
  const part = all === 0 ? 0 : Math.min(1, missing / all)
  for (const process of unread) process.account.cpuNs += part * most(process)
}

/** Of a process and those below it that ended with it: those that were not seen as zombies. */
function unreadOf(process: WatchedProcess): WatchedProcess[] {
  const below = process.unsettled.flatMap(unreadOf)
  return process.exited ? below : [process, ...below]
}
