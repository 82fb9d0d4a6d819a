import { availableParallelism } from "node:os"
import type { WatchedProcess } from "./watched.ts"

/*
 * What processes did between their last reading and their end.
 *
 * The reaper of a process learns the CPU time of it and of all that it had reaped itself. The part of this time that is
 * not known of any of them was used by those that ended unread; it is shared among them by the time since their last
 * readings.
 */

const CORES = availableParallelism()
const NS_PER_MICRO = 1000
/** The kernel rounds user and system time down to ticks of 10 ms: so much in all may be reported a little later, ns. */
const CUT_OFF = 20_000_000

/** Whether children that ended unread would get a part of the CPU time so far of all that a process has reaped. */
export function canBeShared(reaper: WatchedProcess, reapedNs: number): boolean {
  return missingOf(reaper, reapedNs) > 0 && reaper.unsettled.flatMap(unreadOf).length > 0
}

function missingOf({ unsettled, reapedNs, owedNs }: WatchedProcess, nowReapedNs: number): number {
  const known = unsettled.reduce((sum, child) => sum + knownOf(child), 0)
  return nowReapedNs - reapedNs - known + owedNs
}

/**
 * Uses the CPU time so far, from the kernel, of all children that a process has reaped, and of theirs. @param at now,
 * µs
 */
export function settleChildren(reaper: WatchedProcess, reapedNs: number, at: number): void {
  const missing = Math.max(-CUT_OFF, missingOf(reaper, reapedNs))
  const children = reaper.unsettled.splice(0)
  reaper.reapedNs = reapedNs
  // Time that these children can't have used was used by processes that started and ended between two readings.
  reaper.owedNs = Math.min(0, missing)
  share(missing, children, at)
}

/** Uses the CPU time of a process and of all that it had reaped, from its reaper outside the tree. @param at now, µs */
export function settle(process: WatchedProcess, totalNs: number, at: number): void {
  share(totalNs - knownOf(process), [process], at)
}

function knownOf({ account, reapedNs, unsettled }: WatchedProcess): number {
  return unsettled.reduce((sum, child) => sum + knownOf(child), account.cpuNs + reapedNs)
}

function share(missing: number, among: readonly WatchedProcess[], at: number): void {
  if (missing <= 0) return
  const unread = among.flatMap(unreadOf)
  // No thread uses more CPU time than has passed since its process was last read, or found.
  const most = ({ readFrom, sightedAt, life, now }: WatchedProcess) =>
    Math.max(0, at - Math.max(readFrom, sightedAt, life?.looked ?? 0)) *
    NS_PER_MICRO *
    Math.min(CORES, Math.max(1, now.threads))
  const all = unread.reduce((sum, process) => sum + most(process), 0)
  const part = all === 0 ? 0 : Math.min(1, missing / all)
  for (const process of unread) process.account.cpuNs += part * most(process)
}

/** A process and its descendants that ended with it, without those whose time is known to their ends. */
function unreadOf(process: WatchedProcess): WatchedProcess[] {
  const below = process.unsettled.flatMap(unreadOf)
  return process.exited || (process.life && process.life.looked >= process.life.ended) ? below : [process, ...below]
}
