import { rmdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

/** How long SIGKILL is repeated before processes that are still alive are reported as leaked, ms. */
const LEAKED_AFTER = 5000

/**
 * Kills the processes that `find` returns until it returns none, and removes the control group, if one is given.
 *
 * @returns the PIDs that are still alive.
 */
export async function endStrays(find: () => number[], group: string | null = null): Promise<number[]> {
  const begun = performance.now()
  if (group !== null) attempt(() => writeFileSync(join(group, "cgroup.kill"), "1", { flag: "r+" }))
  let left = find()
  for (let pause = 1; left.length > 0 && performance.now() - begun < LEAKED_AFTER; pause = Math.min(50, pause * 2)) {
    for (const pid of left) kill(pid, "SIGKILL")
    await sleep(pause)
    left = find()
  }
  if (group !== null && left.length === 0) attempt(() => rmdirSync(group))
  return left
}

/** @returns whether the signal was sent; false: the process has ended already. */
export function kill(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}

/** Ignores errors: a group may not exist any more. */
function attempt(step: () => void): void {
  try {
    step()
  } catch {
    // Has ended already, or never existed.
  }
}
