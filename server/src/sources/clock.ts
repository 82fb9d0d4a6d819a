/** The machine's monotonic clock in µs: the same in every process, so times of all sources can be compared. */
export function monotonicMicros(): number {
  return Number(process.hrtime.bigint() / 1000n)
}
