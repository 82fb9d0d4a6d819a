import { execFileSync, spawn } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { setTimeout as after } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { FINDING_KINDS } from "@forkscope/shared/findings"
import { expect, type TestContext, test } from "vitest"
import { everyPython } from "../../support/pythons.ts"

/** An entry of programs.json; the README in its folder describes the fields. */
interface Program {
  id: string
  title: { en: string; zh: string }
  about: { en: string; zh: string }
  files: string[]
  main: string
  args: string[]
  rows: number[]
  finding: string | null
  exit: number | null
  holds?: { processes: string[]; objects: Record<string, number>; lines: string[]; also: string[] }
}

/** Every kind of finding needs a program that gets it. */
const FINDINGS: readonly string[] = FINDING_KINDS.toSorted()

const folder = fileURLToPath(new URL("../../../server/programs/", import.meta.url))
const programs = JSON.parse(readFileSync(`${folder}programs.json`, "utf8")) as Program[]
const sourceOf = (file: string) => readFileSync(folder + file, "utf8")

// --- the interpreters that are installed ---------------------------------------------------------------------------

/** The output of a line of Python; nothing if the interpreter does not work. */
function ask(python: string, code: string): string {
  try {
    return execFileSync(python, ["-c", code], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
  } catch {
    return ""
  }
}

const pythons = everyPython().map(({ path, version }) => ({ executable: path, minor: Number(version.split(".")[1]) }))
const newest = pythons.at(-1)?.executable ?? "python3"

// --- running a program in a process group of its own ---------------------------------------------------------------

/** Starts a program without Forkscope. All processes that it starts are ended when the test is over. */
function start({ main, args }: Program, { onTestFinished }: TestContext) {
  const command = main.endsWith(".py") ? newest : process.execPath
  // Python's default buffering: with unbuffered output a print is two writes, and the lines of two processes get mixed.
  const { PYTHONUNBUFFERED: _, ...base } = process.env
  const env = { ...base, PYTHONDONTWRITEBYTECODE: "1", PYTHONIOENCODING: "utf-8" }
  const child = spawn(command, [folder + main, ...args], { env, detached: true, stdio: ["ignore", "pipe", "pipe"] })
  const group = child.pid ?? 0
  const run = { group, stdout: "", stderr: "", bytes: 0, exit: undefined as number | string | undefined }
  child.stdout.on("data", (chunk: Buffer) => {
    run.bytes += chunk.length
    if (run.stdout.length < 100_000) run.stdout += chunk.toString()
  })
  child.stderr.on("data", (chunk: Buffer) => {
    run.stderr += chunk.toString()
  })
  const closed = new Promise<void>((resolve) => {
    child.on("exit", (code, signal) => {
      run.exit = code ?? signal ?? undefined
    })
    child.on("close", () => resolve())
  })
  onTestFinished(async () => {
    while (membersOf(group).length > 0) {
      process.kill(-group, "SIGKILL")
      await after(5)
    }
    await closed
  })
  return { run, closed }
}

/** A process as /proc shows it; null when there is none. */
function statOf(pid: number): { state: string; ppid: number; group: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1")
    const [state = "", ppid, group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    return { state, ppid: Number(ppid), group: Number(group) }
  } catch {
    return null
  }
}

/** PIDs of a process group, without zombies. */
function membersOf(group: number): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name))
  return pids.map(Number).filter((pid) => {
    const stat = statOf(pid)
    return stat?.group === group && stat.state !== "Z" && stat.state !== "X"
  })
}

/** Polls until the condition holds. If it never does, the test fails at its time limit. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await after(10)
}

const PRINTED_PID = /(?:pid=|pid: |进程号为)(\d+)|pids: \[([\d, ]+)\]/g

/** The different PIDs that a program printed. */
function pidsIn(output: string): Set<string> {
  const found = [...output.matchAll(PRINTED_PID)].flatMap(([, one, many]) => (one ? [one] : (many ?? "").split(", ")))
  return new Set(found)
}

/** PIDs printed as `who pid=N`. */
function pidsOf(who: string, output: string): number[] {
  return [...output.matchAll(new RegExp(`^${who} pid=(\\d+)`, "gm"))].map(([, pid]) => Number(pid))
}

// --- the list and the folder ---------------------------------------------------------------------------------------

test("the list and the folder name the same files, each once", () => {
  const inFolder = ["healthy", "misbehaving"].flatMap((kind) =>
    readdirSync(folder + kind, { recursive: true, encoding: "utf8" })
      .filter((file) => /\.(py|mjs)$/.test(file))
      .map((file) => `${kind}/${file}`),
  )
  expect(programs.flatMap(({ files }) => files).sort()).toEqual(inFolder.sort())
  expect(programs.filter(({ main, files }) => !files.includes(main))).toEqual([])
  expect(new Set(programs.map(({ id }) => id)).size).toBe(programs.length)
})

test("every program has its texts in both languages", () => {
  const texts = programs.flatMap(({ title, about }) => [title, about])
  expect(texts.filter(({ en, zh }) => /\p{Script=Han}/u.test(en) || en.trim() === "" || zh.trim() === "")).toEqual([])
  expect(programs.filter(({ about }) => !/\p{Script=Han}/u.test(about.zh))).toEqual([])
})

test("every finding and every mission row has a program", () => {
  expect([...new Set(programs.flatMap(({ finding }) => finding ?? []))].sort()).toEqual(FINDINGS)
  const rows = new Set(programs.flatMap((program) => program.rows))
  expect([...rows].sort((a, b) => a - b)).toEqual(Array.from({ length: 29 }, (_, index) => index + 1))
})

test("healthy programs have no finding and a fixed exit; every finding says what it must name", () => {
  for (const { id, main, finding, exit, holds } of programs) {
    if (main.startsWith("healthy/")) expect({ id, finding, exit }).toEqual({ id, finding: null, exit: 0 })
    expect({ id, says: holds !== undefined }).toEqual({ id, says: finding !== null })
    const inSource = (holds?.lines ?? []).map((fragment) => sourceOf(main).split(fragment).length - 1)
    expect({ id, inSource }).toEqual({ id, inSource: inSource.map(() => 1) })
    expect((holds?.also ?? []).filter((kind) => !FINDINGS.includes(kind))).toEqual([])
  }
})

test("a program fits on a page", () => {
  const long = programs.flatMap(({ files }) => files).filter((file) => sourceOf(file).split("\n").length > 41)
  expect(long).toEqual([])
})

const COMPILE = `
import sys
for file in sys.argv[1:]:
    with open(file, encoding="utf-8") as source:
        compile(source.read(), file, "exec")
`

test.each(pythons)("the programs compile without a warning on Python 3.$minor", ({ executable }) => {
  const compiled = programs.flatMap(({ id, files }) => (id === "syntax-error" ? [] : files))
  const files = compiled.filter((file) => file.endsWith(".py")).map((file) => folder + file)
  execFileSync(executable, ["-W", "error", "-c", COMPILE, ...files])
  expect(files.length).toBeGreaterThan(50)
})

test.each(pythons)("Python 3.$minor names the full-width colon, at its line", ({ executable }) => {
  const program = `${folder}misbehaving/syntax_error.py`
  const answer = ask(
    executable,
    `try:\n    compile(open(${JSON.stringify(program)}, encoding="utf-8").read(), "f", "exec")\n` +
      `except SyntaxError as error:\n    print(error.lineno, ascii(error.msg))`,
  )
  const line = sourceOf("misbehaving/syntax_error.py").split("\n").indexOf("    while True：") + 1
  expect(answer).toBe(`${line} "invalid character '\\uff1a' (U+FF1A)"\n`)
})

// --- programs that end by themselves -------------------------------------------------------------------------------

/** What each program prints, and the number of different PIDs in its output. */
const ENDS: Record<string, { says: (RegExp | string)[]; pids?: number; stderr?: RegExp }> = {
  "create-process": { says: [/(---[12]---\n){6}/, "---1---", "---2---"] },
  pids: { says: [/父进程pid: \d+\n/, "子进程将要结束..."], pids: 2 },
  "process-arguments": {
    says: [/start之前: name=子进程1 pid=None/, "子进程1运行中，name=test，age=18，kwargs={'m': 20}", "exitcode=0"],
    pids: 1,
  },
  "is-alive-join-terminate": {
    says: [
      /start之前 is_alive: False[\s\S]*start之后 is_alive: True[\s\S]*join\(1\)之后 is_alive: True/,
      "False exitcode: -15",
    ],
    pids: 1,
  },
  "program-and-process": { says: ["退出码: [0, 0, 0]", /(第\d个进程 .*\n){3}/], pids: 3 },
  resources: { says: [/文件3个 端口\d+ 内存50 MB/, "退出码 0"], pids: 1 },
  states: { says: ["等到了: 消息1", /退出码: \[0(, 0)+\]/, "等待的进程 2"] },
  arrows: { says: [/(pid=\d+ \S+走完了\n){6}/, "2个进程，每个进程3个箭头"], pids: 2 },
  "own-or-shared": {
    says: [
      /(进程\d pid=\d+ a=1\n){3}主进程 a=0/,
      /线程1 pid=\d+ a=1\n线程2 pid=\d+ a=2\n线程3 pid=\d+ a=3\n主进程 a=3/,
    ],
    pids: 4,
  },
  "copy-on-write": { says: [/写了 100 MB: 私有内存 (10\d|11\d|None) MB/, "父进程的数据没有变: True"], pids: 1 },
  "more-workers": { says: [/1个进程: .*秒\n2个进程: .*秒\n4个进程: .*秒\n8个进程: .*秒\n/] },
  "start-cost": { says: [/启动20个进程: .*毫秒\n启动20个线程: .*毫秒\n/] },
  "queue-bounded": { says: [/^False\nTrue\n(消息队列已满，现有消息数量：3\n){2}消息1\n消息2\n消息3\n$/] },
  "queue-two-processes": {
    says: [/从队列得到 A[\s\S]*从队列得到 B[\s\S]*从队列得到 C/, "所有数据都写入并且读完"],
    pids: 2,
  },
  "queue-unbounded": { says: [/最大长度: \d{5,}/, "full: False", "取出的总和: 1999000"] },
  "check-then-act": { says: [/读1: 队列不为空/, /读2: 队列不为空/, /读\d: 得到 消息1/, /读\d: 已经空了/], pids: 2 },
  "queue-one-program": {
    says: [
      "子进程得到: 消息1",
      "RuntimeError: Queue objects should only be shared",
      "只得到一段文字: <multiprocessing.queues",
    ],
  },
  pool: { says: [/^---start---$/m, /---end---\n$/, /(.*(开始执行|执行完毕).*\n){20}/], pids: 3 },
  "pool-close-join": {
    says: ["ValueError: Pool is still running", "ValueError: Pool not running", "完成的任务: [0, 1, 2, 3, 4, 5]"],
  },
  "by-hand-or-pool": { says: ["手动创建: 10个任务用了10个进程", "进程池: 10个任务用了3个进程"], pids: 13 },
  "pool-errors-read": {
    says: [
      "任务0出现错误: ZeroDivisionError",
      "任务1的结果: 10",
      "任务2的结果: 5",
      "error_callback: ZeroDivisionError",
    ],
  },
  "manager-queue": { says: ["获取到消息：消息1\n", "获取到消息：消息3\n", "队列剩余 0"], pids: 3 },
  progress: { says: [/^(\r完成进度: [ \d]{3}%){20}\n$/, /100%\n$/] },
  coupling: { says: [/耦合: .*用了1\.\d秒/, /解耦: .*用了0\.\d秒/, /(处理了消息\d\n){5}$/], pids: 1 },
  "myth-getpid": { says: ["NameError: name 'ps' is not defined"], pids: 1 },
  "myth-empty-after-put": { says: [/200次中有\d+次回答True/] },
  "myth-terminate": {
    says: [/is_alive: (True|False)/, "join之前 状态: Z", "join之后 状态: None exitcode: -15"],
    pids: 2,
  },
  "myth-bare-except": { says: ["消息队列已满？\n不是满了，ValueError: Queue "] },
  "myth-pool-starts-all": { says: ["还没有任务，已有3个进程", "执行任务的进程都在其中: True"], pids: 3 },
  pipeline: { says: [/results: \[1, 3, 5, .*, 39\]/], pids: 2 },
  "producer-consumer": { says: ["done after q.join(): 20"], pids: 2 },
  "ping-pong": { says: ["n = 20"], pids: 1 },
  counter: { says: ["counter = 2000"], pids: 4 },
  semaphore: { says: [/most at once: [12], inside at the end: 0/], pids: 5 },
  "start-gun": { says: [/bang\narrived: 4, winner: lane \d/], pids: 4 },
  barrier: { says: ["huts: [1, 1, 1, 2, 2, 2, 3, 3, 3]"], pids: 3 },
  condition: { says: ["dishes left: 0"], pids: 3 },
  executor: { says: ["squares: [0, 1, 4, 9, 16, 25, 36, 49, 64, 81]", "workers: 3"], pids: 3 },
  "thread-pool": { says: ["processes: 1", "threads: 4"], pids: 1 },
  subprocesses: { says: ["HELLO", /ended with 0[\s\S]*ended with 1[\s\S]*ended with 2/], pids: 3 },
  "start-methods": {
    says: [
      "fork: exitcode=0",
      "spawn: exitcode=0",
      "forkserver: exitcode=0",
      /fork: pid=\d+, file loaded again: False/,
    ],
    pids: 4,
  },
  "manager-dict": { says: ["entries: 4", "each by its own process: True"], pids: 4 },
  "two-files": { says: ["words: [1, 2, 3, 4], together 10"], pids: 4 },
  "node-fork": { says: ["1 squared is 1", "3 squared is 9", "exit codes: 0,0,0"], pids: 3 },
  "node-cluster": { says: ["workers that answered: 2", "exit codes: 0,0"], pids: 2 },
  "node-worker-threads": { says: ["counter = 200000", /(thread \d+ of pid=\d+ added 50000\n){4}/], pids: 1 },
  "many-files": { says: ["wrote 12890 characters, 0 files more are open"], pids: 1 },
  "too-many-files": { says: [], pids: 1, stderr: /OSError: \[Errno 24\] Too many open files/ },
  "syntax-error": { says: [], stderr: /SyntaxError: invalid character/ },
  "binary-output": { says: [/^begin\n/, "\0", "�", "\u001b[2J", /end\n$/] },
}

test("for each program that ends, this test states what it prints", () => {
  expect(Object.keys(ENDS).sort()).toEqual(
    programs
      .filter(({ exit }) => exit !== null)
      .map(({ id }) => id)
      .sort(),
  )
})

const ending = programs.filter(({ exit }) => exit !== null)
test.concurrent.for(ending)("$main ends by itself and prints what it should", async (program, context) => {
  const { run, closed } = start(program, context)
  await closed
  const { says = [], pids, stderr = /^$/ } = ENDS[program.id] ?? {}
  expect({ exit: run.exit, stderr: run.stderr }).toEqual({ exit: program.exit, stderr: expect.stringMatching(stderr) })
  for (const text of says) expect(run.stdout).toMatch(text)
  if (pids !== undefined) expect(pidsIn(run.stdout).size).toBe(pids)
  await until(() => membersOf(run.group).length === 0)
})

// --- programs that misbehave ---------------------------------------------------------------------------------------

type Run = ReturnType<typeof start>["run"]
const statesOf = (who: string, { stdout }: Run) => pidsOf(who, stdout).map((pid) => statOf(pid)?.state ?? "gone")
const are = (states: string[], count: number, state: RegExp) =>
  states.length === count && states.every((one) => state.test(one))

/** What the kernel or the output shows once a program misbehaves. */
const MISBEHAVES: Record<string, (run: Run) => boolean> = {
  "deadlock-locks": (run) => are([...statesOf("to_bob", run), ...statesOf("to_alice", run)], 2, /S/),
  "deadlock-queues": (run) => are([...statesOf("left", run), ...statesOf("right", run)], 2, /S/),
  "deadlock-pipe": (run) => are([...statesOf("left", run), ...statesOf("right", run)], 2, /S/),
  "deadlock-full-pipe": (run) => are([...statesOf("left", run), ...statesOf("right", run)], 2, /S/),
  "join-before-drain": (run) => run.stdout.includes("everything is put") && are(statesOf("child", run), 1, /S/),
  "get-without-put": (run) => run.stdout.includes("消息3") && are(statesOf("consumer", run), 1, /S/),
  "killed-lock-holder": (run) => are(statesOf("holder", run), 1, /gone/) && are(statesOf("waiter", run), 2, /S/),
  "killed-queue-reader": (run) => are(statesOf("killed", run), 1, /gone/) && are(statesOf("waiter", run), 1, /S/),
  "stalled-pool": (run) => are(statesOf("worker", run), 1, /gone/) && are(statesOf("main", run), 1, /S/),
  "dead-manager": (run) => are(statesOf("manager", run), 1, /[Zg]/) && are(statesOf("worker", run), 2, /S/),
  "unheeded-signal": (run) => are(statesOf("noted", run), 1, /S/) && are(statesOf("main", run), 1, /S/),
  "swallowed-errors": (run) => /^main .*\n---start---\n---end---\n$/.test(run.stdout) && run.stderr === "",
  "queue-in-pool": (run) => are(statesOf("main", run), 1, /S/) && membersOf(run.group).length === 4,
  zombies: (run) => are(statesOf("child", run), 3, /Z/),
  orphans: (run) =>
    are(statesOf("foreman", run), 1, /gone/) &&
    are(statesOf("worker", run), 2, /S/) &&
    pidsOf("worker", run.stdout).every((pid) => statOf(pid)?.ppid !== pidsOf("foreman", run.stdout)[0]),
  "never-joined": (run) => membersOf(run.group).length > 1,
  oversubscribed: (run) => are(statesOf("burner", run), Math.min(4 * cores, 60), /R/),
  straggler: (run) => new Set(pidsOf("worker", run.stdout)).size === 1 && membersOf(run.group).length === 4,
  "hot-lock": (run) => are(statesOf("worker", run), 4, /./),
  "process-leak": (run) => membersOf(run.group).length >= 10,
  "fork-flood": (run) => membersOf(run.group).length === 201 || run.stdout.includes("fork refused"),
  "output-flood": (run) => run.bytes > 2_000_000,
}
const cores = Number(ask(newest, "import os; print(os.cpu_count())"))

/** Kinds of finding whose processes never run again. */
const HANGS = ["deadlock", "join-before-drain", "get-without-put", "killed-holder", "queue-in-pool"]

/** Number of times so far that the kernel put each of a program's named processes to sleep. */
function switchesOf({ holds }: Program, { stdout }: Run): string[] {
  const pids = (holds?.processes ?? []).flatMap((who) => pidsOf(who, stdout)).filter(statOf)
  return pids.map(
    (pid) => /voluntary_ctxt_switches:\s+\d+/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[0] ?? "",
  )
}

const endless = programs.filter(({ exit }) => exit === null)
test.concurrent.for(endless)("$main misbehaves, and still does after two seconds", async (program, context) => {
  const isMisbehaving = MISBEHAVES[program.id] ?? (() => false)
  const { run, closed } = start(program, context)
  await Promise.race([after(2000), closed])
  await until(() => isMisbehaving(run) || run.exit !== undefined)
  if (HANGS.includes(program.finding ?? "")) {
    const before = switchesOf(program, run)
    await after(500)
    expect(switchesOf(program, run)).toEqual(before)
  }
  expect({ exit: run.exit, stderr: run.stderr }).toEqual({ exit: undefined, stderr: "" })
  expect(run.stdout).not.toContain(" done")
  for (const who of program.holds?.processes ?? []) expect(pidsOf(who, run.stdout)).not.toEqual([])
})
