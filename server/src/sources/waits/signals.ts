/**
 * Signals that come by themselves, or from what the process itself does: SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGPIPE,
 * SIGCHLD, SIGURG, SIGPROF, SIGWINCH, and those that the C library uses itself.
 */
const OWN: readonly number[] = [4, 5, 6, 7, 8, 11, 13, 17, 23, 27, 28, 32, 33, 34]
const OWN_MASK = OWN.reduce((mask, signal) => mask | (1n << BigInt(signal - 1)), 0n)

/** Whether a process runs a function at signals that others may send it. @param status The text of `/proc/PID/status`. */
export function catchesSignals(status: string): boolean {
  const caught = /^SigCgt:\s*([0-9a-f]+)$/m.exec(status)?.[1]
  return caught !== undefined && (BigInt(`0x${caught}`) & ~OWN_MASK) !== 0n
}
