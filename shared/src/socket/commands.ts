import { z } from "zod"

const run = z
  .string()
  .regex(/^r[1-9][0-9]{0,8}$/)
  .describe("a run's id, e.g. r3")
const code = z.string().min(1).max(20_000)

/**
 * Everything a viewer can ask for: the same table answers `POST /api/commands/<name>` and the socket's `command`.
 *
 * What a command did is seen as facts of the run; its answer only says that it was taken.
 * `watch` ones change nothing and are open to the read-only token.
 */
export const commands = {
  "runs.list": { access: "watch", input: z.strictObject({}) },
  "lab.create": { access: "act", input: z.strictObject({ name: z.string().min(1).max(80).optional() }) },
  "lab.submit": { access: "act", input: z.strictObject({ run, code }) },
  "lab.interrupt": { access: "act", input: z.strictObject({ run }) },
  "lab.script": { access: "watch", input: z.strictObject({ run }) },
  "run.stop": { access: "act", input: z.strictObject({ run }) },
  "run.remove": { access: "act", input: z.strictObject({ run }) },
  "run.input": { access: "act", input: z.strictObject({ run, text: z.string().max(10_000) }) },
  "run.resize": {
    access: "act",
    input: z.strictObject({ run, cols: z.int().min(2).max(500), rows: z.int().min(1).max(300) }),
  },
  "process.signal": {
    access: "act",
    input: z.strictObject({
      run,
      proc: z.int().positive().describe("our id of the process, never a PID"),
      signal: z.enum(["SIGTERM", "SIGKILL", "SIGSTOP", "SIGCONT", "SIGINT"]),
    }),
  },
} as const satisfies Record<string, { access: "watch" | "act"; input: z.ZodType }>

export type CommandName = keyof typeof commands
export type CommandInput<Name extends CommandName> = z.infer<(typeof commands)[Name]["input"]>

export interface RunSummary {
  id: string
  name: string
  kind: "lab" | "program" | "attached"
  state: "starting" | "running" | "ended"
  /** Milliseconds since 1970. */
  startedAt: number
  endedAt: number | null
  /** Processes that the kernel knows now. */
  processes: number
}

/** What a command answers when it was taken. */
export interface CommandResults {
  "runs.list": { runs: RunSummary[] }
  "lab.create": { run: string }
  "lab.submit": { line: number }
  "lab.interrupt": Record<string, never>
  "lab.script": { file: string; script: string }
  "run.stop": Record<string, never>
  "run.remove": Record<string, never>
  "run.input": Record<string, never>
  "run.resize": Record<string, never>
  "process.signal": Record<string, never>
}
