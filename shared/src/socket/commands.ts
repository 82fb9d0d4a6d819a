import { z } from "zod"

const run = z
  .string()
  .regex(/^r[1-9][0-9]{0,8}$/)
  .describe("a run's id, e.g. r3")
const fileName = z
  .string()
  .max(200)
  .regex(/^(?!\.{1,2}(?:\/|$))[^/\0\\]+(?:\/(?!\.{1,2}(?:\/|$))[^/\0\\]+){0,5}$/)
  .describe("a relative path without . and .., e.g. main.py")
/** Characters of all files together of a program that is started from a page, at most. */
const PROGRAM_SIZE = 200_000

const program = z
  .strictObject({
    name: z.string().min(1).max(80).optional(),
    files: z
      .array(z.strictObject({ name: fileName, text: z.string() }))
      .min(1)
      .max(20),
    main: fileName.describe("the file to run: .py with Python, .mjs .cjs .js with Node"),
    args: z.array(z.string().max(4000)).max(100),
    env: z
      .record(z.string().regex(/^[A-Za-z_]\w{0,99}$/), z.string().max(4000))
      .refine((env) => Object.keys(env).length <= 100, "at most 100 variables"),
  })
  .refine(({ files, main }) => files.some(({ name }) => name === main), "one of the files must be main")
  .refine(({ files }) => new Set(files.map(({ name }) => name)).size === files.length, "two files of one name")
  .refine(
    ({ files }) => files.reduce((sum, { text }) => sum + text.length, 0) <= PROGRAM_SIZE,
    `at most ${PROGRAM_SIZE} characters in all files`,
  )
const code = z.string().min(1).max(20_000)
const recording = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,80}$/)
  .describe("a recording's id")

/**
 * All commands of viewers: this table serves both `POST /api/commands/<name>` and the socket's `command`.
 *
 * The effects of a command appear as facts of the run; its answer only says that it was accepted. Commands with the
 * access `watch` change nothing and are allowed with the read-only token.
 */
export const commands = {
  "runs.list": { access: "watch", input: z.strictObject({}) },
  "lab.create": {
    access: "act",
    input: z.strictObject({
      name: z.string().min(1).max(80).optional(),
      language: z.enum(["node", "python"]).describe("node when not given").optional(),
    }),
  },
  "programs.list": { access: "watch", input: z.strictObject({}) },
  "program.start": { access: "act", input: program },
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
  "recordings.list": { access: "act", input: z.strictObject({}) },
  "recording.label": {
    access: "act",
    input: z.strictObject({
      recording,
      name: z.string().min(1).max(200).optional(),
      note: z.string().max(4000).optional(),
    }),
  },
  "recording.remove": { access: "act", input: z.strictObject({ recording }) },
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
  state: "running" | "ended"
  /** Milliseconds since 1970. */
  startedAt: number
  endedAt: number | null
  /** Number of its processes that exist now, according to the kernel. */
  processes: number
  /** Id of its recording; null: it is not recorded. */
  recording: string | null
}

export interface RecordingSummary {
  id: string
  name: string
  /** A note from its user. */
  note: string
  /** The run that is being recorded into it; null after its end. */
  run: string | null
  /** Milliseconds since 1970. */
  startedAt: number
  /** µs. */
  duration: number
  events: number
  bytes: number
}

export interface RecordingsAnswer {
  /** Newest first. */
  recordings: RecordingSummary[]
  folder: string
  /** The size of all recordings together, and the size beyond which the oldest are deleted. */
  bytes: number
  quota: number
  /** Days for which a recording is kept. */
  days: number
}

/** A program that comes with Forkscope. */
export interface BundledProgram {
  id: string
  title: { en: string; zh: string }
  /** One sentence: what to look at. */
  about: { en: string; zh: string }
  files: { name: string; text: string }[]
  main: string
  args: string[]
  /** The kind of finding that it shows; null: it is healthy, or it demonstrates the limits of a run. */
  finding: string | null
  /** True: the program misbehaves on purpose. */
  isMisbehaving: boolean
}

interface Results {
  "runs.list": { runs: RunSummary[] }
  "lab.create": { run: string }
  "programs.list": { programs: BundledProgram[] }
  "program.start": { run: string }
  "lab.submit": { line: number }
  "lab.script": { file: string; script: string }
  "recordings.list": RecordingsAnswer
}

/** The answers of commands that were accepted. Most have no result: their effects appear as facts. */
export type CommandResults = {
  [Name in CommandName]: Name extends keyof Results ? Results[Name] : Record<string, never>
}
