import { once } from "node:events"
import { readdirSync, readFileSync } from "node:fs"
import { text } from "node:stream/consumers"
import { expect, onTestFinished, test } from "vitest"
import { run, start } from "../../programs/pool/run.ts"
import { stateOf, until } from "../../support/multiprocessing.ts"

/** Runs a workload until it has printed the expected text, then ends its process by a signal. */
async function runUntil(expected: string, name: string, args: unknown[], signal = "SIGTERM") {
  const child = start("workload.mjs", [name, JSON.stringify(args), signal])
  let printed = ""
  child.stdout.on("data", (data) => {
    if (printed.includes(expected)) return
    printed += data
    if (printed.includes(expected)) child.stdin.write("now\n")
  })
  const [output] = await Promise.all([text(child.stdout), once(child, "exit")])
  return { output, ...JSON.parse(output.trimEnd().split("\n").at(-1) ?? "") }
}

/** The kernel lists children by the thread that started them. */
const childrenOf = (pid?: number) =>
  readdirSync(`/proc/${pid}/task`)
    .flatMap((tid) => readFileSync(`/proc/${pid}/task/${tid}/children`, "latin1").trim().split(" "))
    .filter(Boolean)
    .map(Number)

/** CPU time of a process in user mode, in ticks of 10 ms. */
function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1")
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[11])
}

test("count prints its label again and again, until a signal ends it", async () => {
  const { output, exitCode } = await runUntil("---7---\n---7---\n", "count", ["7", 0.01])
  expect(output).toMatch(/^(---7---\n){2}/)
  expect(exitCode).toBe(-15)
})

test("worker prints its start with its PID, and how long it took", async () => {
  const { stdout, result } = await run("workload.mjs", ["worker", "[3]"])
  expect(stdout).toMatch(new RegExp(`^3 started, pid ${result.pid}\n3 done, took [012]\\.\\d\\d s\n`))
})

test("progress rewrites its line", async () => {
  const { stdout } = await run("workload.mjs", ["progress", "[2, 0]"])
  expect(stdout).toContain("\r[....................] 0 %\r[##########..........] 50 %\r[####################] 100 %\n")
})

test("crash prints its traceback and exits with 1, exitWith exits with the given code", async () => {
  const crashed = await run("workload.mjs", ["crash", '["on purpose"]'])
  expect(crashed.stderr).toContain("Error: on purpose")
  expect(crashed.result.exitCode).toBe(1)
  const exited = await run("workload.mjs", ["exitWith", "[7]"])
  expect(exited.result.exitCode).toBe(7)
})

test("burn is never idle, and yet SIGTERM ends it", async () => {
  const child = start("workload.mjs", ["burn", "[]", "SIGTERM"])
  const output = text(child.stdout)
  await until(() => childrenOf(child.pid).length > 0)
  const [pid = 0] = childrenOf(child.pid)
  onTestFinished(() => {
    if (stateOf(pid)) process.kill(pid, "SIGKILL")
  })
  await until(() => cpuOf(pid) > 20)
  child.stdin.write("now\n")
  await once(child, "exit")
  expect(JSON.parse(await output).exitCode).toBe(-15)
})

test("the workloads with queues, locks and numbers do what their descriptions say", async () => {
  const { result, stdout } = await run("sharedWorkloads.mjs")
  expect(result).toMatchObject({
    items: [0, 1, 2, 3, 4],
    holder: 0,
    unreliable: [0, "cannot work on 3", 4, "cannot work on 7"],
    squares: [1, 4, 9],
    bytes: 20_000_000,
  })
  expect(result.rounds).toBeGreaterThan(0)
  expect(stdout).toContain('got {"a":1}\n')
})
