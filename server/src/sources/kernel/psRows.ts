/** One process as `ps` shows it. */
export interface PsRow {
  pid: number
  ppid: number
  /** R, S, T or Z as in /proc; other letters unchanged. */
  state: string
  /** kB */
  rss: number
  /** CPU time, µs. */
  cpu: number
  /** Hundredths of a second since 1970, with a precision of a second: `ps` does not know ticks since boot. */
  startTime: number
  command: string
}

// pid ppid state rss [[dd-]hh:]mm:ss[.cc]  Mon Jan  2 15:04:05 2006  command
const ROW = /^\s*(\d+)\s+(\d+)\s+(\S)\S*\s+(\d+)\s+([\d:.-]+)\s+(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d+)\s(.*)$/

/** Parses `ps -axo pid=,ppid=,state=,rss=,time=,lstart=,command=`; other lines are skipped. */
export function parsePs(output: string): PsRow[] {
  return output.split("\n").flatMap((line) => {
    const parts = ROW.exec(line)
    if (parts === null) return []
    const [, pid, ppid, state = "", rss, time = "", start = "", command = ""] = parts
    return {
      pid: Number(pid),
      ppid: Number(ppid),
      state: state === "I" ? "S" : state,
      rss: Number(rss),
      cpu: parseTime(time),
      startTime: Math.max(0, Math.round(Date.parse(start) / 10) || 0),
      command: command.trim(),
    }
  })
}

/** `1-02:03:04` or `62:03.45` in µs. */
function parseTime(text: string): number {
  const [days, clock] = text.includes("-") ? (text.split("-") as [string, string]) : ["0", text]
  const seconds = clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0)
  return Math.round((Number(days) * 86_400 + seconds) * 1e6)
}
