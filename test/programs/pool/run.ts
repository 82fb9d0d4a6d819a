import { spawn } from "node:child_process"
import { once } from "node:events"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"

export interface Run {
  /** The last line that the program printed, parsed if it is JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: every program prints a result of its own form
  result: any
  stdout: string
  stderr: string
  code: number | null
}

/** Starts a program in this folder. */
export function start(program: string, args: string[] = [], env: NodeJS.ProcessEnv = {}) {
  return spawn(process.execPath, [fileURLToPath(new URL(program, import.meta.url)), ...args], {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  })
}

/** Runs a program in this folder to its end. */
export async function run(program: string, args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  const child = start(program, args, env)
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")])
  const last = stdout.trimEnd().split("\n").at(-1) ?? ""
  return { result: last.startsWith("{") || last.startsWith("[") ? JSON.parse(last) : last, stdout, stderr, code }
}
