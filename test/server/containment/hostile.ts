import { randomUUID } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { setImmediate as nextTurn } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { expect } from "vitest"
import type { LaunchSpec } from "../../../server/src/containment/warden.ts"

export const SCRIPT = fileURLToPath(new URL("../../../server/src/containment/supervisor.pl", import.meta.url))
const PROGRAMS = fileURLToPath(new URL("../../programs/hostile/", import.meta.url))

/** The result of stopping a run that leaves nothing behind. */
export const ENDED = { outcome: "ended", pids: [], cpu: expect.any(Number) }

/** The hostile programs, each with its number of processes once all have started. */
export const TREES = {
  detached: 3,
  stubborn: 3,
  stopped: 3,
  reforking: 2,
} as const

export function pathOf(program: string): string {
  return PROGRAMS + program
}

/** A launch of a command whose processes can be found by a mark in their environment. */
export function marked(argv: readonly string[], more: Partial<LaunchSpec> = {}): LaunchSpec & { mark: string } {
  const mark = randomUUID()
  return { run: mark, argv, env: { PATH: process.env.PATH ?? "", HOSTILE: mark }, cwd: PROGRAMS, mark, ...more }
}

/** A launch of one of the hostile programs. */
export function hostile(program: string, ...args: string[]): LaunchSpec & { mark: string } {
  return marked(["perl", `${PROGRAMS}${program}.pl`, ...args])
}

/** The living processes with this mark. Zombies have no environment, so they are not included. */
export function processesOf(mark: string): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name))
  return pids.filter((pid) => read(`/proc/${pid}/environ`).includes(mark)).map(Number)
}

/** Waits until a run has this many processes. */
export async function grown(mark: string, count: number): Promise<void> {
  while (processesOf(mark).length < count) await nextTurn()
}

/**
 * Waits until a run has no processes; returns how long that took, ms. After `within` ms, throws an error that names
 * them.
 */
export async function gone(mark: string, within = 10_000): Promise<number> {
  const begun = performance.now()
  for (let left = processesOf(mark); left.length > 0; left = processesOf(mark)) {
    if (performance.now() - begun > within)
      throw new Error(`Still there after ${within} ms: ${left.map(storyOf).join("; ")}`)
    await nextTurn()
  }
  return performance.now() - begun
}

/** State and parent of a process, as in /proc/PID/stat; null if there is none. */
export function statOf(pid: number): { state: string; parent: number; startTime: number } | null {
  const line = read(`/proc/${pid}/stat`)
  const field = line.slice(line.lastIndexOf(")") + 2).split(" ")
  if (line === "") return null
  return { state: field[0] ?? "", parent: Number(field[1]), startTime: Number(field[19]) }
}

export function childrenOf(parent: number): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && statOf(pid)?.parent === parent)
}

/** Waits until the condition holds. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await nextTurn()
}

function storyOf(pid: number): string {
  return `${pid} ${read(`/proc/${pid}/cmdline`).replaceAll("\0", " ")}${JSON.stringify(statOf(pid))}`
}

/** A file of /proc; empty if the process is gone. */
export function read(path: string): string {
  try {
    return readFileSync(path, "latin1")
  } catch {
    return ""
  }
}
