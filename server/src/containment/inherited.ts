import { readFileSync, readlinkSync } from "node:fs"
import { constants } from "node:os"
import type { Inherited } from "./launched.ts"

/** Set by `bin/forkscope` for the command line; no program gets it. */
export const INHERITED = "FORKSCOPE_INHERITED"
/** Its value: the soft limit on open files, the mask of ignored signals, and the open descriptors beyond 2. */
const NOTED = /^(\d+|unlimited) ([0-9a-f]+) ((?:\d+,)*)$/
/** Descriptors beyond this are not passed on. */
const LAST_DESCRIPTOR = 1000

const { SIGPIPE, SIGXFSZ, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU } = constants.signals
/** Ignored by Python and Node for themselves, not for their children. */
const OF_INTERPRETERS: readonly number[] = [SIGPIPE, SIGXFSZ]
/** Ignored by interactive shells for themselves, not for their children. */
const OF_SHELLS: readonly number[] = [SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU]

/**
 * What our parent passed on to us. Node raises its limit on open files, resets its ignored signals and opens descriptors
 * when it starts. So `bin/forkscope` notes all of them before it starts Node; where Node was started without it, limit
 * and signals are taken from the processes above us, which pass on what they have themselves.
 */
export function inherited(): Inherited {
  const noted = NOTED.exec(process.env[INHERITED] ?? "")
  if (noted) {
    const open = (noted[3]?.match(/\d+/g) ?? []).map(Number)
    return {
      descriptors: numberOf(noted[1]),
      ignored: signalsIn(noted[2]),
      open: open.filter((number) => number <= LAST_DESCRIPTOR),
      pid: process.pid,
    }
  }
  const parent = process.ppid
  let above = parent
  while (above > 1 && isNode(above)) above = Number(find(above, "status", /^PPid:\s+(\d+)/m) ?? 0)
  const descriptors = numberOf(find(above, "limits", /^Max open files\s+(\d+)/m))
  const { pid } = process
  if (above !== parent) return { descriptors, ignored: [], open: [], pid }
  const hasTerminal = find(parent, "stat", /\) \S(?: -?\d+){3} (-?\d+)/) !== "0"
  const own = hasTerminal ? [...OF_INTERPRETERS, ...OF_SHELLS] : OF_INTERPRETERS
  const ignored = signalsIn(find(parent, "status", /^SigIgn:\s+([0-9a-f]+)/m))
  return { descriptors, ignored: ignored.filter((signal) => !own.includes(signal)), open: [], pid }
}

/** Whether our process group is the one that the keys of our terminal signal. */
export function isInForeground(): boolean {
  try {
    const [, , group, , , foreground] = readFileSync("/proc/self/stat", "latin1").split(") ").at(-1)?.split(" ") ?? []
    return group === foreground
  } catch {
    return false
  }
}

function numberOf(text: string | undefined): number | null {
  const value = Number(text)
  return Number.isInteger(value) ? value : null
}

/** @param mask hexadecimal; bit n stands for signal n + 1; real-time signals are left out */
function signalsIn(mask = "0"): number[] {
  const bits = BigInt(`0x${mask}`)
  return Array.from({ length: 31 }, (_, bit) => bit + 1).filter((signal) => (bits >> BigInt(signal - 1)) & 1n)
}

function find(pid: number, file: string, pattern: RegExp): string | undefined {
  try {
    return pattern.exec(readFileSync(`/proc/${pid}/${file}`, "latin1"))?.[1]
  } catch {
    return undefined
  }
}

function isNode(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/exe`) === readlinkSync("/proc/self/exe")
  } catch {
    return false
  }
}
