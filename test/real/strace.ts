/** Matches the beginning of a system call that makes a process or a thread, and the end of one. */
const CALL = /^(\d+) +(?:<\.\.\. )?(clone3?|fork|vfork)(?:\(| resumed)/

/**
 * How many processes a run had, by the output of `strace -f -e trace=process`: the first one, and those that others made
 * and that are no threads.
 */
export function processesIn(trace: string): number {
  let made = 1
  /** By caller: the flags of a call that strace has not seen return yet. */
  const flags = new Map<string, string>()
  for (const line of trace.split("\n")) {
    const [, caller = "", call] = CALL.exec(line) ?? []
    if (!call) continue
    const whole = line.includes(" resumed") ? `${flags.get(caller) ?? ""}${line}` : line
    if (line.endsWith("<unfinished ...>")) {
      flags.set(caller, line)
      continue
    }
    const [, answer] = / = (-?\d+)[^=]*$/.exec(line) ?? []
    if (Number(answer) > 0 && !whole.includes("CLONE_THREAD")) made++
  }
  return made
}
