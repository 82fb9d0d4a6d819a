import { rmdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

/** How long SIGKILL is repeated before what still lives is called leaked, ms. */
const LEAKED_AFTER = 5000

/**
 * Kills what `find` finds until it finds nothing, and removes the control group, if one is given.
 *
 * @returns the PIDs that outlived it.
 */
export async function endStrays(find: () => number[], group: string | null = null): Promise<number[]> {
  const begun = performance.now()
  if (group !== null) attempt(() => writeFileSync(join(group, "cgroup.kill"), "1", { flag: "r+" }))
  let left = find()
  for (let pause = 1; left.length > 0 && performance.now() - begun < LEAKED_AFTER; pause = Math.min(50, pause * 2)) {
    for (const pid of left) attempt(() => process.kill(pid, "SIGKILL"))
    await sleep(pause)
    left = find()
  }
  if (group !== null && left.length === 0) attempt(() => rmdirSync(group))
  return left
}

/** Each step may find that there is nothing left to do. */
function attempt(step: () => void): void {
  try {
    step()
  } catch {
    // Gone already, or never there.
  }
}
