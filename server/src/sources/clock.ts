/** The machine's monotonic clock in µs: the same in every process, so times of all sources can be compared. */
export function monotonicMicros(): number {
  return Number(process.hrtime.bigint() / 1000n)
}

/** µs in a tick of the kernel's start times. */
export const START_TICK = 10_000
/** µs after its start within which a process is found. Where more seems to have passed, the kernel counts otherwise. */
const LATEST = 10_000_000

/**
 * The beginning of the tick in which a process was started, µs on the monotonic clock.
 *
 * @param startTime As the kernel says it, ticks since boot.
 * @param found When the process was found: the answer is never later, and this time where it would make no sense.
 */
export function startedIn(startTime: number, found: number): number {
  const at = startTime * START_TICK
  return found - at < LATEST ? Math.min(at, found) : found
}
