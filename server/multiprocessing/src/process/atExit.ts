import { hold, release } from "../self/keepAlive.ts"
import { type Child, unreapedChildren } from "./children.ts"

let isInstalled = false

/**
 * The end of a process, like Python's `atexit` handlers: when the program has nothing left to do, daemonic children are
 * terminated, then all children are waited for. `process.exit()` does not wait, it only terminates the daemonic ones.
 * Called when a child is started.
 */
export function waitAtExit(): void {
  if (isInstalled) return
  isInstalled = true
  process.on("beforeExit", () => {
    terminateDaemons()
    for (const child of unreapedChildren()) waitFor(child)
  })
  process.on("exit", terminateDaemons)
}

/** Keeps this process alive until the child is reaped; then Node emits `beforeExit` again. */
function waitFor(child: Child): void {
  hold()
  child.whenDead(() => void child.reap().then(release))
}

function terminateDaemons(): void {
  for (const child of unreapedChildren()) {
    if (!child.isDaemon || child.isDead) continue
    try {
      process.kill(child.pid, "SIGTERM")
    } catch {
      // It ended in the meantime: there is nothing to terminate.
    }
  }
}
