import { type Child, unreapedChildren } from "./children.ts"
import { hold, release } from "./keepAlive.ts"
import { nursery } from "./nurseryClient.ts"

/**
 * The end of a process, as Python's `atexit` has it: when the program has nothing left to do, daemonic children are
 * terminated, then all children are waited for. `process.exit()` does not wait, it only terminates the daemonic ones.
 */
function install(): void {
  process.on("beforeExit", () => {
    terminateDaemons()
    const alive = unreapedChildren().filter((child) => !child.isDead)
    if (alive.length > 0) waitFor(alive)
    else if (unreapedChildren().length > 0) nursery.look()
  })
  process.on("exit", terminateDaemons)
}

function waitFor(alive: Child[]): void {
  let left = alive.length
  hold()
  for (const child of alive) {
    child.whenDead(() => {
      left--
      if (left === 0) release()
    })
  }
}

function terminateDaemons(): void {
  for (const child of unreapedChildren()) {
    if (!child.isDaemon || child.isDead) continue
    try {
      process.kill(child.pid, "SIGTERM")
    } catch {
      // It ended at this moment: nothing is left to terminate.
    }
  }
}

let isInstalled = false
/** Called when the first child is started. */
export function waitAtExit(): void {
  if (isInstalled) return
  isInstalled = true
  install()
}
