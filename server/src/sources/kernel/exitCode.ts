/**
 * Turns a wait status into an exit code as in Python and Node's runtime library: 0 to 255, or minus the signal.
 *
 * 0x0700 → 7, 0x000f → −15, 0x008b (SIGSEGV with a core dump) → −11.
 */
export function exitCodeOf(waitStatus: number): number {
  const signal = waitStatus & 0x7f
  return signal === 0 ? (waitStatus >> 8) & 0xff : -signal
}
