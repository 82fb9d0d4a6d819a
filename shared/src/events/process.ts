import { z } from "zod"
import { define, errorInfo, field } from "./define.ts"

const proc = field.id.describe("the process")
const host = field.id
  .optional()
  .meta({ description: "the machine that it runs on; the run's first one when not given", since: "1.1" })
const parent = field.id.describe("the process that created it")
const ppid = field.count.describe("PID of its parent; 0 where not known")
const name = field.name.describe("as the program named it, or as the kernel does")
const argv = z.array(z.string()).describe("the program and its arguments")
const startMethod = z
  .enum(["spawn", "fork", "forkserver", "exec", "unknown"])
  .describe("how it was made: as Python's start methods; exec: another program")
  .optional()
const exitCode = z.int().nullable().describe("negative: ended by that signal; null: not known")

/** The groups of calls that a source can report for a process. */
export const observable = z.enum(["children", "queues", "pools", "locks", "pipes", "threads", "frames", "messages"])
/** How a waiting call waits: it blocks its thread, or the event loop goes on. */
export const callStyle = z.enum(["blocking", "eventLoop"])

export const processEvents = [
  define("process.created", "A process object was made; nothing runs yet and it has no PID.", {
    proc,
    parent,
    name,
    target: field.preview.describe("the function it will run").optional(),
    args: field.preview.describe("what the function is called with").optional(),
    daemon: z.boolean().describe("true: it is ended when its parent ends").optional(),
    startMethod,
    host,
  }),
  define("process.spawned", "The kernel made the process: it has a PID from here on.", {
    proc,
    pid: field.pid.describe("unique among the processes that are alive; the kernel gives it to others later"),
    ppid,
    startTime: field.count.describe("clock ticks since boot; with the PID it names the process"),
    parent: parent.optional(),
    name: name.optional(),
    argv: argv.optional(),
    startMethod,
    role: z
      .enum(["main", "child", "worker", "manager", "helper"])
      .describe("main: the program itself; worker: of a pool; manager: of shared objects; helper: serves a library")
      .optional(),
    host,
  }),
  define("process.merged", "Two sources had reported one process under two ids; from here on only `into` is used.", {
    proc: field.id.describe("the id that is no longer used"),
    into: field.id.describe("the id that stays"),
  }),
  define("process.execed", "The process replaced its program.", { proc, argv }),
  define(
    "process.titled",
    "The program shows another text as its command line (setproctitle), or has named its main thread (prctl).",
    { proc, title: field.name.describe("the text, or the name") },
    "1.2",
  ),
  define("process.signaled", "A signal was sent to the process.", {
    proc,
    signal: z
      .string()
      .regex(/^SIG[A-Z0-9]+$/)
      .describe("its name, e.g. SIGTERM"),
    from: field.id.describe("the process that sent it; absent when Forkscope did").optional(),
  }),
  define("process.stopped", "The process was suspended (SIGSTOP or SIGTSTP).", { proc }),
  define("process.continued", "The suspended process goes on.", { proc }),
  define(
    "process.exited",
    "The process ended; until it is reaped it is a zombie. A second one with an earlier time corrects the first.",
    { proc, exitCode },
  ),
  define("process.reaped", "Its parent collected the exit status: the process is gone from the kernel's table.", {
    proc,
    cpu: field.micros
      .meta({
        description: "time on a CPU of the process and of all that it had reaped itself; absent: not known",
        since: "1.1",
      })
      .optional(),
    peak: field.count
      .meta({ description: "its largest resident memory, kB; absent: not known", since: "1.2" })
      .optional(),
    exitCode,
  }),
  define("process.reparented", "Its parent ended, another process adopted it.", {
    proc,
    parent: parent.nullable().describe("the process that adopted it; null: one from outside the run"),
    ppid: ppid.describe("PID of the process that adopted it"),
  }),
  define("process.checked", "The program asked whether the process is alive, or asked for its exit code.", {
    proc,
    from: field.id.describe("the process that asked"),
    alive: z.boolean().describe("the answer"),
  }),
  define("process.probed", "A probe runs inside the process and reports what it calls.", {
    proc,
    probe: z.enum(["python", "node"]).describe("for which interpreter"),
    version: field.name.describe("of the interpreter, e.g. 3.11.7"),
  }),
  define(
    "process.observed",
    "From here on calls of the process are reported.",
    {
      proc,
      observes: z.array(observable).describe("what the calls are about; of all else only the kernel's view is known"),
      calls: callStyle.describe(
        "blocking: a thread that waits does nothing else; eventLoop: it may go on with anything meanwhile",
      ),
    },
    "1.1",
  ),
  define(
    "process.opaque",
    "No probe can run inside the process, although there is one for its interpreter: only the kernel's view is known.",
    {
      proc,
      language: z.enum(["python", "node"]).describe("what its interpreter runs"),
      reason: z
        .enum(["options", "environment", "version"])
        .describe(
          "options: it was started with one that keeps probes out; environment: without the variables that load the probe; version: the probe can't run in it",
        ),
      detail: field.name.describe("the option, or the version").optional(),
    },
    "1.2",
  ),
  define(
    "process.handler.set",
    "From here on the program handles a signal in another way.",
    {
      proc,
      signal: z
        .string()
        .regex(/^SIG[A-Z0-9]+$/)
        .describe("its name, e.g. SIGALRM"),
      isFunction: z.boolean().describe("true: a function of the program runs when it arrives; false: none does"),
      isInherited: z
        .boolean()
        .describe("true: it was set before the fork that made the process; timers do not pass over a fork")
        .optional(),
    },
    "1.2",
  ),
  define(
    "process.raised",
    "An exception that nothing caught ends the process, or one of its threads. `site`: where it was raised.",
    {
      proc,
      thread: field.pid.describe("the thread that it ends; absent: the process").optional(),
      error: errorInfo,
    },
    "1.4",
  ),
  define("process.sampled", "What the kernel has accounted to the process so far. Sums over its threads.", {
    proc,
    cpu: field.micros.describe("µs on a CPU since it started"),
    queued: field.micros.describe("µs in line for a CPU since it started"),
    state: z.string().length(1).describe("the kernel's letter: R S D T t Z X I"),
    core: field.count.describe("the CPU it last ran on"),
    threads: field.count.describe("how many it has"),
    rss: field.count.describe("resident memory, kB").optional(),
    shared: field.count.describe("of it shared with others, kB").optional(),
    private: field.count.describe("of it private, kB").optional(),
    wchan: field.name.describe("kernel function the main thread sleeps in").optional(),
  }),
] as const
