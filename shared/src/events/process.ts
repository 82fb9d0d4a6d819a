import { z } from "zod"
import { define, field } from "./define.ts"

const proc = field.id.describe("the process")
const parent = field.id.describe("the process that created it")
const startMethod = z.enum(["spawn", "fork", "forkserver", "exec", "unknown"])

export const processEvents = [
  define("process.created", "A process object was made; nothing runs yet and it has no PID.", {
    proc,
    parent,
    name: field.name,
    target: field.preview.describe("the function it will run").optional(),
    args: field.preview.optional(),
    daemon: z.boolean().optional(),
    startMethod: startMethod.optional(),
  }),
  define("process.spawned", "The kernel made the process: it has a PID from here on.", {
    proc,
    pid: field.pid,
    ppid: field.count.describe("0 where not known"),
    startTime: field.count.describe("clock ticks since boot; with the PID it names the process"),
    parent: parent.optional(),
    name: field.name.optional(),
    argv: z.array(z.string()).optional(),
    startMethod: startMethod.optional(),
    role: z.enum(["main", "child", "worker", "manager", "helper"]).optional(),
  }),
  define("process.merged", "Two sources had told of one process under two ids; from here on only `into` is used.", {
    proc,
    into: field.id,
  }),
  define("process.execed", "The process replaced its program.", { proc, argv: z.array(z.string()) }),
  define("process.signaled", "A signal was sent to the process.", {
    proc,
    signal: z.string().regex(/^SIG[A-Z0-9]+$/),
    from: field.id.describe("the process that sent it; absent when Forkscope did").optional(),
  }),
  define("process.stopped", "The process was suspended (SIGSTOP or SIGTSTP).", { proc }),
  define("process.continued", "The suspended process goes on.", { proc }),
  define("process.exited", "The process ended; until it is reaped it is a zombie.", {
    proc,
    exitCode: z.int().nullable().describe("negative: ended by that signal; null: not known"),
  }),
  define("process.reaped", "Its parent collected the exit status: the process is gone from the kernel's table.", {
    proc,
    exitCode: z.int().nullable(),
  }),
  define("process.reparented", "Its parent ended, another process adopted it.", {
    proc,
    parent: parent.nullable().describe("null: adopted from outside the run"),
    ppid: field.count,
  }),
  define("process.checked", "The program asked whether the process is alive.", {
    proc,
    from: field.id.describe("the process that asked"),
    alive: z.boolean(),
  }),
  define("process.probed", "A probe runs inside the process: what it calls is told, not guessed.", {
    proc,
    probe: z.enum(["python", "node"]),
    version: field.name.describe("of the interpreter, e.g. 3.11.7"),
  }),
  define("process.sampled", "What the kernel has accounted to the process so far. Sums over its threads.", {
    proc,
    cpu: field.micros.describe("time on a CPU since it started"),
    queued: field.micros.describe("time in line for a CPU since it started"),
    state: z.string().length(1).describe("the kernel's letter: R S D T t Z X I"),
    core: field.count.describe("the CPU it last ran on"),
    threads: field.count,
    rss: field.count.describe("resident memory, kB").optional(),
    shared: field.count.describe("of it shared with others, kB").optional(),
    private: field.count.describe("of it private, kB").optional(),
    wchan: field.name.describe("kernel function the main thread sleeps in").optional(),
  }),
] as const
