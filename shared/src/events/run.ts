import { z } from "zod"
import { define, errorInfo, field } from "./define.ts"

export const runEvents = [
  define("run.started", "A run began. Its facts are counted from here.", {
    name: field.name,
    kind: z.enum(["lab", "program", "attached"]),
    argv: z.array(z.string()),
    language: z.enum(["node", "python"]).describe("of the lab's lines or the program, where known").optional(),
    cores: field.count,
    wallClock: field.count.describe("ms since 1970 at `at` = 0"),
    containment: z.enum(["strong", "weak"]).describe("weak: no subreaper, strays are possible"),
    limits: z
      .strictObject({ processes: field.count, memoryBytes: field.count, descriptors: field.count })
      .describe("what the run may take: processes at a time; of each, private memory and open files")
      .optional(),
  }),
  define("run.noticed", "Something about the run itself that its viewers should know.", {
    code: field.name,
    text: field.text,
  }),
  define("run.limited", "A limit of the run took effect.", {
    limit: z.enum(["processes", "memory", "output", "descriptors", "tasks"]),
    value: field.count,
    text: field.text.describe("what was done about it"),
    proc: field.id.optional(),
  }),
  define("run.dropped", "A bound threw facts or output away.", {
    what: z.enum(["facts", "output", "invalid"]),
    count: field.count,
    proc: field.id.optional(),
  }),
  define("run.ended", "The run is over.", {
    outcome: z.enum(["exited", "stopped", "limited", "leaked", "lost"]),
    exitCode: z.int().nullable(),
    leaked: z.array(field.pid).describe("PIDs still alive five seconds after the end").optional(),
  }),
  define("output.written", "Text was written to the terminal or a stream.", {
    proc: field.id.optional(),
    stream: z.enum(["stdout", "stderr", "pty"]),
    text: field.text,
  }),
  define("source.read", "A file of the program's code, as it was when the run first used it.", {
    file: field.text.describe("absolute path, as in a site"),
    text: z.string().max(400_000),
  }),
  define("line.submitted", "A line of code was sent to the lab.", { line: field.id, code: field.text }),
  define("line.started", "The lab's main process runs the line.", { line: field.id, proc: field.id }),
  define("line.finished", "The line is done.", {
    line: field.id,
    proc: field.id,
    outcome: z.enum(["ok", "error", "interrupted"]),
    value: z.string().max(2000).optional(),
    binds: z
      .array(z.strictObject({ name: field.name, kind: z.enum(["process", "queue", "pool", "lock"]), id: field.id }))
      .describe("variables of the lab that now hold one of its objects")
      .optional(),
    error: errorInfo.optional(),
  }),
] as const
