/** The machine's monotonic clock in µs: the same in every process, so facts of all sources compare. */
export function monotonicMicros(): number {
  return Number(process.hrtime.bigint() / 1000n)
}
