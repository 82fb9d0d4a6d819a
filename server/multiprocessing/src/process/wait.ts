import { hold, release } from "../self/keepAlive.ts"
import type { Child } from "./children.ts"

/** Longest timer that Node accepts. Longer waits have no timeout. */
const LONGEST_MS = 0x7fff_ffff

/** Converts a timeout in seconds, as in Python, to milliseconds for a timer; undefined: no timer. */
export function timerMillis(seconds: number | undefined): number | undefined {
  if (seconds === undefined || seconds === null) return undefined
  const millis = Math.max(0, seconds * 1000)
  return millis > LONGEST_MS ? undefined : millis
}

/** Starts a timer for a timeout in seconds; none where the wait has no end. */
export function after(seconds: number | undefined, onTimeout: () => void): NodeJS.Timeout | undefined {
  const millis = timerMillis(seconds)
  return millis === undefined ? undefined : setTimeout(onTimeout, millis)
}

/** Waits until the child is dead, at most `timeout` seconds; keeps this process alive meanwhile. */
export function untilDead(child: Child, timeout: number | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    hold()
    let timer: NodeJS.Timeout | undefined
    const finish = (isDead: boolean) => {
      clearTimeout(timer)
      release()
      resolve(isDead)
    }
    const forget = child.whenDead(() => finish(true))
    if (child.isDead) return
    timer = after(timeout, () => {
      forget()
      finish(false)
    })
  })
}
