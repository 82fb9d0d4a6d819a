import { z } from "zod"
import { define, errorInfo, field } from "./define.ts"

const line = field.id.describe("the line's id in its run")

export const runEvents = [
  define("run.started", "A run began. Its facts are counted from here.", {
    name: field.name.describe("what its viewers call it"),
    kind: z
      .enum(["lab", "program", "attached"])
      .describe("lab: lines from the page; program: a file or command; attached: it ran already"),
    argv: z.array(z.string()).describe("the program and its arguments"),
    language: z.enum(["node", "python"]).describe("of the lab's lines or the program, where known").optional(),
    cores: field.count.describe("CPUs of the machine"),
    wallClock: field.count.describe("ms since 1970 at `at` = 0"),
    containment: z.enum(["strong", "weak"]).describe("weak: no subreaper, strays are possible"),
    limits: z
      .strictObject({ processes: field.count, memoryBytes: field.count, descriptors: field.count })
      .describe("what the run may take: processes at a time; of each, private memory (bytes) and open files")
      .optional(),
    allowed: z
      .strictObject({
        processes: field.count.optional(),
        memoryBytes: field.count.optional(),
        descriptors: field.count.optional(),
      })
      .meta({ description: "like `limits`, which is absent where only some of them are set", since: "1.2" })
      .optional(),
  }),
  define("run.noticed", "Something about the run itself that its viewers should know.", {
    code: field.name.describe("which notice it is: pages have their own texts for those they know"),
    text: field.text.describe("the same as an English sentence"),
  }),
  define(
    "run.watched",
    "How the processes of the run are found; again at its end, with what was missed.",
    {
      by: z
        .enum(["events", "pids", "polls"])
        .describe(
          "events: the kernel's process events, so none is missed; pids: each new PID is looked at; polls: the run's process tree is read at most 30 times a second",
        ),
      missed: field.count
        .describe(
          "new PIDs, of the run or of others, that were gone before they were looked at: at most so many processes and threads are missing; absent: not known",
        )
        .optional(),
    },
    "1.2",
  ),
  define("run.limited", "A limit of the run took effect.", {
    limit: z.enum(["processes", "memory", "output", "descriptors", "tasks"]).describe("which limit"),
    value: field.count.describe("how much it allows: bytes for memory and output, else a number"),
    text: field.text.describe("what was done about it"),
    proc: field.id.describe("the process that reached it, where known").optional(),
  }),
  define("run.dropped", "A bound threw facts or output away.", {
    what: z
      .enum(["facts", "output", "invalid"])
      .describe("facts: too many at a time; output: too many characters; invalid: facts that do not fit their schema"),
    count: field.count.describe("how many, since the last such event"),
    proc: field.id.describe("the process that they came from, where known").optional(),
  }),
  define(
    "run.stopping",
    "A viewer or a limit ends the run: all its processes are told to end. What they do from then on is not the program's own doing.",
    {},
    "1.5",
  ),
  define("run.ended", "The run is over.", {
    outcome: z
      .enum(["exited", "stopped", "limited", "leaked", "lost"])
      .describe(
        "stopped: by a viewer; limited: by a limit; leaked: processes are left; lost: its supervisor was ended",
      ),
    exitCode: z.int().nullable().describe("of the main process; negative: ended by that signal; null: not known"),
    leaked: z.array(field.pid).describe("PIDs still alive five seconds after the end").optional(),
    left: z
      .array(field.pid)
      .meta({ description: "PIDs that the program left behind; they go on, unobserved", since: "1.2" })
      .optional(),
    cpu: field.micros
      .meta({
        description:
          "time on a CPU of all its processes, from the kernel's account of those that were reaped; absent: not known",
        since: "1.1",
      })
      .optional(),
  }),
  define("output.written", "Text was written to the terminal or a stream.", {
    proc: field.id.describe("the process that wrote it, where known").optional(),
    stream: z.enum(["stdout", "stderr", "pty"]).describe("pty: the run's terminal, where both arrive together"),
    text: field.text.describe("with its control characters"),
  }),
  define("source.read", "A file of the program's code, as it was when the run first used it.", {
    file: field.text.describe("absolute path, as in a site"),
    text: z.string().max(400_000).describe("what is in it"),
  }),
  define("line.submitted", "A line of code was sent to the lab.", {
    line,
    code: field.text.describe("the line as it was typed or clicked"),
  }),
  define("line.started", "The lab's main process runs the line.", {
    line,
    proc: field.id.describe("the lab's main process"),
  }),
  define("line.finished", "The line is done.", {
    line,
    proc: field.id.describe("the lab's main process"),
    outcome: z.enum(["ok", "error", "interrupted"]).describe("interrupted: by a viewer; what it waits for may go on"),
    value: z.string().max(2000).describe("the value of the line, as text; absent: it has none").optional(),
    binds: z
      .array(z.strictObject({ name: field.name, kind: z.enum(["process", "queue", "pool", "lock"]), id: field.id }))
      .describe("variables of the lab that now hold one of its objects")
      .optional(),
    error: errorInfo.optional(),
  }),
] as const
