import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import type * as Library from "@forkscope/multiprocessing"

/** The built library, since its child processes run files that are in the same folder. */
export const mp = createRequire(import.meta.url)("../../dist/multiprocessing/index.cjs") as typeof Library

const programs = new URL("../programs/multiprocessing/", import.meta.url)

/** A target for a child: a function in programs/multiprocessing/targets.mjs. */
export function target(name: string) {
  return { module: new URL("targets.mjs", programs).href, name }
}

export interface Outcome {
  /** The exit code, or the signal's name. */
  code: number | string | null
  stdout: string
  stderr: string
}

/** Runs a program in programs/multiprocessing/ to its end. */
export function run(program: string, args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const path = fileURLToPath(new URL(program, programs))
  return new Promise((resolve) => {
    execFile(process.execPath, [path, ...args], { env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      resolve({ code: error ? (error.code ?? error.signal ?? null) : 0, stdout, stderr }),
    )
  })
}

/** The kernel's letter for a process's state; undefined when there is no such process. */
export function stateOf(pid: number | null): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1")
    return stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3)
  } catch {
    return undefined
  }
}

/** Waits until the condition holds. If it never does, the test fails at its time limit. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 2))
}

/** The seconds from a call until its promise settles, and the outcome. */
export async function timed<T>(call: () => Promise<T>): Promise<{ seconds: number; value?: T; error?: Error }> {
  const start = performance.now()
  const seconds = () => (performance.now() - start) / 1000
  return call().then(
    (value) => ({ seconds: seconds(), value }),
    (error: Error) => ({ seconds: seconds(), error }),
  )
}
