import { hold, release } from "../self/keepAlive.ts"
import type { Child } from "./children.ts"

/** Longest timer that Node takes; longer waits are for ever. */
const LONGEST_MS = 0x7fff_ffff

/** Milliseconds for a timer, of seconds as Python's timeouts have them; undefined: no timer. */
export function timerMillis(seconds: number | undefined): number | undefined {
  if (seconds === undefined || seconds === null) return undefined
  const millis = Math.max(0, seconds * 1000)
  return millis > LONGEST_MS ? undefined : millis
}

/** Waits until the child is dead, at most so many seconds; the process stays alive meanwhile. */
export function untilDead(child: Child, timeout: number | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    hold()
    const millis = timerMillis(timeout)
    let timer: NodeJS.Timeout | undefined
    const finish = (isDead: boolean) => {
      clearTimeout(timer)
      release()
      resolve(isDead)
    }
    const forget = child.whenDead(() => finish(true))
    if (millis === undefined || child.isDead) return
    timer = setTimeout(() => {
      forget()
      finish(false)
    }, millis)
  })
}
