import { spawn } from "node:child_process"
import { randomUUID } from "node:crypto"
import { once } from "node:events"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { cgroupMembers, cgroupParent } from "../../../server/src/containment/cgroup.ts"
import { DEFAULT_LIMITS } from "../../../server/src/containment/limits.ts"
import { Warden } from "../../../server/src/containment/warden.ts"
import {
  childrenOf,
  ENDED,
  gone,
  grown,
  hostile,
  marked,
  pathOf,
  processesOf,
  SCRIPT,
  statOf,
  TREES,
  until,
} from "./hostile.ts"

/** The cgroup v2 hierarchy that is mounted beside v1, if we may use it. */
const UNIFIED = "/sys/fs/cgroup/unified"

let warden: Warden
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "forkscope-test-"))
})
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(async () => {
  warden = await Warden.start({ script: SCRIPT })
})
afterEach(() => warden.close())

/** Runs a shell script to its end and returns its output. */
async function printed(script: string, more: Parameters<typeof marked>[1] = {}): Promise<string> {
  const stdout = join(folder, randomUUID())
  const run = await warden.launch(marked(["sh", "-c", script], { files: { stdout, stderr: stdout }, ...more }))
  await run.ended
  return readFileSync(stdout, "utf8")
}

describe("a launch", () => {
  it("reports the main program's process and how it ended", async () => {
    const run = await warden.launch(marked(["sh", "-c", "read line; exit 3"], { files: { stdin: "/dev/null" } }))
    expect(run.pid).toBeGreaterThan(1)
    const { code: exitCode } = await run.exited
    expect(exitCode).toBe(3)
    expect(await run.ended).toEqual(ENDED)
  })

  it("gives the process's start time as the kernel does", async () => {
    const run = await warden.launch(marked(["sleep", "60"]))
    expect(statOf(run.pid)).toMatchObject({ startTime: run.startTime, parent: run.supervisorPid })
  })

  it("gives a signal's number, negated, as the exit code", async () => {
    const run = await warden.launch(marked(["sh", "-c", "kill -9 $$"]))
    expect((await run.exited).code).toBe(-9)
  })

  it("passes arguments and environment byte for byte, and nothing else", async () => {
    const odd = "tab\t newline\n percent%41 comma, é漢"
    const stdout = join(folder, "odd")
    const code =
      "process.stdout.write(JSON.stringify([process.argv.slice(1), process.env.ODD, Object.keys(process.env)]))"
    const spec = marked([process.execPath, "-e", code, odd, ""], { env: { ODD: odd }, files: { stdout } })
    await (await warden.launch(spec)).ended
    expect(JSON.parse(readFileSync(stdout, "utf8"))).toEqual([[odd, ""], odd, ["ODD"]])
  })

  it("refuses a program that is not there with ENOENT for argv", async () => {
    const launch = warden.launch(marked(["no-such-program"]))
    await expect(launch).rejects.toMatchObject({ errno: "ENOENT", field: "argv" })
    await expect(launch).rejects.toThrow("Can't start the program: program no-such-program: no such file or directory")
  })

  it("refuses a file that can't be executed with EACCES", async () => {
    await expect(warden.launch(marked([SCRIPT]))).rejects.toMatchObject({ errno: "EACCES", field: "argv" })
  })

  it("refuses a working directory that is not there, and says that it is the directory", async () => {
    const launch = warden.launch(marked(["true"], { cwd: "/no/such/folder" }))
    await expect(launch).rejects.toMatchObject({ errno: "ENOENT", field: "cwd" })
  })

  it("refuses a terminal that is not there", async () => {
    const launch = warden.launch(marked(["true"], { terminal: "/dev/pts/99999" }))
    await expect(launch).rejects.toMatchObject({ errno: "ENOENT", field: "pty" })
  })

  it("refuses an empty argv and a NUL before anything is started", async () => {
    await expect(warden.launch(marked([]))).rejects.toMatchObject({ errno: "EINVAL", field: "argv" })
    await expect(warden.launch(marked(["echo", "a\0b"]))).rejects.toMatchObject({ errno: "EINVAL", field: "argv" })
    await expect(warden.launch(marked(["env"], { env: { "A=B": "" } }))).rejects.toMatchObject({ field: "env" })
  })

  it("sets the limits, which can be read in /proc", async () => {
    const text = await printed("cat /proc/self/limits /proc/self/oom_score_adj; nice")
    expect(text).toMatch(/Max core file size +0 +0 /)
    expect(text).toMatch(/Max open files +256 +256 /)
    expect(text).toMatch(/Max data size +536870912 +536870912 /)
    expect(text).toMatch(/\n1000\n10\n$/)
  })

  it("starts with no signal blocked or ignored, and only stdin, stdout and stderr open", async () => {
    const open = "for fd in 0 1 2 3 4 5 6 7 8 9; do [ -e /proc/$$/fd/$fd ] && echo $fd; done"
    const text = await printed(`${open}; exec grep -E 'SigBlk|SigIgn' /proc/self/status`)
    expect(text).toMatch(/^0\n1\n2\nSigBlk:\t0{16}\nSigIgn:\t0{16}\n$/)
  })

  it("leaves room for a Node program with four worker threads", async () => {
    const code = `const { Worker } = require("node:worker_threads")
      for (let i = 0; i < 4; i++) new Worker("1", { eval: true }).on("exit", (code) => console.log("worker", code))`
    expect(await printed(`${process.execPath} -e '${code}'`)).toBe("worker 0\n".repeat(4))
  })

  it("refuses a gigabyte to one process, which can report that", async () => {
    const code = "try { Buffer.alloc(1e9, 1) } catch (error) { console.log(error.message) }"
    expect(await printed(`${process.execPath} -e '${code}'`)).toBe("Array buffer allocation failed\n")
  })
})

describe("a run", () => {
  it("goes on while a descendant lives after the main program has ended", async () => {
    const run = await warden.launch(marked(["sh", "-c", "sleep 60 & exit 0"]))
    await run.exited
    const [orphan = 0, ...others] = childrenOf(run.supervisorPid)
    expect(others).toEqual([])
    expect(await run.signal(orphan, statOf(orphan)?.startTime ?? 0, "SIGKILL")).toBe("ok")
    expect(await run.ended).toEqual(ENDED)
  })

  it("may clean up after SIGTERM within the grace period, and is over as soon as it has", async () => {
    const stdout = join(folder, "tidy")
    const spec = marked(["sh", "-c", "trap 'echo tidy; exit 7' TERM; echo up; while :; do sleep 0.01; done"], {
      files: { stdout },
    })
    const run = await warden.launch(spec)
    await until(() => readFileSync(stdout, "utf8") === "up\n")
    const begun = performance.now()
    await run.stop(20)
    expect(performance.now() - begun).toBeLessThan(5000)
    expect(readFileSync(stdout, "utf8")).toBe("up\ntidy\n")
    expect((await run.exited).code).toBe(7)
  })

  it.each(Object.entries(TREES))("of %s processes leaves nothing when it is stopped", async (program, count) => {
    const spec = hostile(program)
    const run = await warden.launch(spec)
    await grown(spec.mark, count)
    expect(await run.stop(0)).toEqual(ENDED)
    expect(processesOf(spec.mark)).toEqual([])
    await until(() => (statOf(run.supervisorPid)?.state ?? "Z") === "Z")
  })

  it("ends sooner when it is stopped again with a shorter grace period", async () => {
    const spec = hostile("stubborn")
    const run = await warden.launch(spec)
    await grown(spec.mark, 3)
    void run.stop(60)
    expect(await run.stop(0)).toEqual(ENDED)
  })

  it("is stopped when it has more processes than its limit, and says how many", async () => {
    const spec = hostile("bomb")
    const run = await warden.launch(spec)
    expect(await run.ended).toEqual(ENDED)
    expect(await run.limited).toBeGreaterThan(DEFAULT_LIMITS.processes)
    expect(processesOf(spec.mark)).toEqual([])
  })

  it.runIf(cgroupParent() !== null)(
    "is bounded in tasks by the kernel, goes on, and leaves no control group",
    async () => {
      const spec = { ...hostile("bomb"), limits: { ...DEFAULT_LIMITS, tasks: 20 } }
      const run = await warden.launch(spec)
      expect(await run.refused).toBe(20)
      expect(processesOf(spec.mark).length).toBeLessThanOrEqual(20)
      const group = join(
        cgroupParent() ?? "",
        /forkscope-[^\n]*/.exec(readFileSync(`/proc/${run.pid}/cgroup`, "utf8"))?.[0] ?? "",
      )
      expect(existsSync(group)).toBe(true)
      await run.stop(0)
      expect(existsSync(group)).toBe(false)
    },
  )

  it.runIf(existsSync(`${UNIFIED}/cgroup.procs`))("leaves nothing in a version 2 control group either", async () => {
    const grouped = await Warden.start({ script: SCRIPT, cgroups: UNIFIED })
    const spec = hostile("detached")
    const run = await grouped.launch(spec)
    await grown(spec.mark, 3)
    const members = readdirSync(UNIFIED).filter((name) => name.startsWith(`forkscope-${process.pid}`))
    expect(members).toHaveLength(1)
    await until(() => cgroupMembers(join(UNIFIED, members[0] ?? "")).length === 3) // four until the one between has ended
    await run.stop(0)
    expect(processesOf(spec.mark)).toEqual([])
    expect(existsSync(join(UNIFIED, members[0] ?? ""))).toBe(false)
    await grouped.close()
  })

  it("can be stopped again after its end, to no effect", async () => {
    const run = await warden.launch(marked(["true"]))
    await run.ended
    expect(await run.stop()).toEqual(ENDED)
  })

  it("does not disturb another one when it ends", async () => {
    const calm = await warden.launch(marked(["sleep", "60"]))
    const wild = await warden.launch(hostile("detached"))
    await wild.stop(0)
    expect(statOf(calm.pid)?.state).toMatch(/[RS]/)
  })
})

describe("a signal", () => {
  it("reaches a process of the run", async () => {
    const run = await warden.launch(marked(["sleep", "60"]))
    expect(await run.signal(run.pid, run.startTime, "SIGUSR1")).toBe("ok")
    expect((await run.exited).code).toBe(-10)
  })

  it("is not sent to a process whose start time differs: the PID was reused", async () => {
    const run = await warden.launch(marked(["sleep", "60"]))
    expect(await run.signal(run.pid, run.startTime - 1, "SIGKILL")).toBe("reused")
    expect(statOf(run.pid)?.state).toMatch(/[RS]/)
  })

  it("is never sent to all processes, to a group, to init, to the server or to the supervisor", async () => {
    const run = await warden.launch(marked(["sleep", "60"]))
    const start = (pid: number) => statOf(pid)?.startTime ?? 0
    for (const pid of [0, 1, -1, -run.pid]) expect(await run.signal(pid, start(pid), "SIGCONT")).toBe("invalid")
    for (const pid of [process.pid, run.supervisorPid]) {
      expect(await run.signal(pid, start(pid), "SIGCONT")).toBe("foreign")
    }
  })

  it("to a process of an ended run gets an answer", async () => {
    const run = await warden.launch(marked(["true"]))
    await run.ended
    expect(await run.signal(run.pid, run.startTime, "SIGKILL")).toBe("exited")
  })
})

describe("user code", () => {
  it("that kills its supervisor ends its whole run", async () => {
    const spec = hostile("killsSupervisor")
    const run = await warden.launch(spec)
    expect((await run.ended).outcome).toBe("lost")
    expect(processesOf(spec.mark)).toEqual([])
  })

  it("that kills the warden ends all runs, and the next launch has a new warden", async () => {
    const calm = marked(["sleep", "60"])
    const other = await warden.launch(calm)
    const spec = hostile("killsWarden")
    const run = await warden.launch(spec)
    await Promise.all([run.ended, other.ended])
    expect(processesOf(spec.mark)).toEqual([])
    expect(processesOf(calm.mark)).toEqual([])
    const next = await warden.launch(marked(["true"]))
    expect(await next.ended).toEqual(ENDED)
  })

  it.each(["0", "3"])(
    "that stops warden and supervisor for %s s does not keep its run from being ended",
    async (time) => {
      const spec = hostile("stopsKeepers", time)
      const run = await warden.launch(spec)
      await grown(spec.mark, 2)
      const { outcome } = await run.stop(0)
      expect(outcome).toMatch(/ended|lost/)
      expect(processesOf(spec.mark)).toEqual([])
    },
  )
})

describe("when the server is killed", () => {
  const programs = [...Object.keys(TREES), "stopsKeepers"]

  it("nothing of its runs, its warden or its supervisors is left within a second", async () => {
    const mark = randomUUID()
    const argvs = programs.map((program) => ["perl", pathOf(`${program}.pl`)])
    const server = spawn(process.execPath, [pathOf("standInServer.mjs"), JSON.stringify(argvs)], {
      env: { ...process.env, HOSTILE: mark },
      stdio: ["ignore", "pipe", "inherit"],
    })
    await once(server.stdout, "data")
    await grown(mark, 13)
    const keepers = childrenOf(server.pid ?? 0).flatMap((pid) => [pid, ...childrenOf(pid)])
    expect(keepers).toHaveLength(1 + programs.length)
    server.kill("SIGKILL")
    const ms = await gone(mark)
    console.log(`kill -9 of the server: ${programs.length} runs gone in ${ms.toFixed(0)} ms`)
    expect(ms).toBeLessThan(1000)
    await until(() => keepers.every((pid) => (statOf(pid)?.state ?? "Z") === "Z"))
  })
})

describe("without Perl", () => {
  it("programs still start, and containment is reported as weak", async () => {
    const weak = await Warden.start({ script: SCRIPT, perl: "/no/such/perl" })
    expect(weak.containment).toBe("weak")
    expect(weak.weakness).toContain("/no/such/perl")
    const spec = hostile("stubborn")
    const run = await weak.launch(spec)
    await grown(spec.mark, 3)
    await run.stop(0)
    expect(processesOf(spec.mark)).toEqual([])
    await expect(weak.launch(marked(["no-such-program"]))).rejects.toMatchObject({ errno: "ENOENT" })
    await weak.close()
  })
})
