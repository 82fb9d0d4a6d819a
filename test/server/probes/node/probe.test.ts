import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { bundleProbe, lineOf, type Observed, programPath, runBare, runBoth, runObserved } from "./observed.ts"

let probe: Awaited<ReturnType<typeof bundleProbe>>
beforeAll(async () => {
  probe = await bundleProbe()
})
afterAll(() => probe.remove())

const both = (program: string) => runBoth(probe.file, program)

const siteOf = (program: string, comment: string) => ({ file: programPath(program), line: lineOf(program, comment) })

describe("child_process", () => {
  let run: Observed
  beforeAll(async () => {
    run = await both("child_process.mjs")
  })

  test("each child is reported with the line that started it, its name and its parent", () => {
    const [main] = run.of("process.probed")
    const created = run.of("process.created")
    expect(created.map(({ name }) => name)).toEqual(["child.cjs", "child.cjs", "sleep", "sh"])
    expect(created.every(({ parent, src }) => parent === main?.proc && src === "probe")).toBe(true)
    for (const [index, comment] of ["fork", "spawn", "sleep"].entries()) {
      expect(created[index]?.site).toMatchObject(siteOf("child_process.mjs", comment))
    }
  })

  test("a child with a probe is the same process that its parent reported, even with another environment", () => {
    const [forked, spawned] = run.of("process.created")
    const probed = run.of("process.probed").map(({ proc }) => proc)
    expect(probed).toContain(forked?.proc)
    expect(probed).toContain(spawned?.proc)
    expect(run.of("process.merged")).toEqual([])
    // The main process, the children of fork and spawn, and one below the shell of each of execFile and execSync.
    expect(probed).toHaveLength(5)
  })

  test("a signal and the end that it causes are reported", () => {
    const sleeper = run.of("process.created")[2]?.proc
    expect(run.of("process.signaled")).toMatchObject([{ proc: sleeper, signal: "SIGTERM" }])
    expect(run.of("process.exited").find(({ proc }) => proc === sleeper)).toMatchObject({ exitCode: -15 })
  })

  test("messages between parent and child go through one pipe, and no process is shown as waiting", () => {
    const [pipe] = run.of("pipe.created")
    const told = run.of("pipe.send.finished", "pipe.recv.finished").sort((a, b) => a.at - b.at)
    expect(told.map(({ type, end }) => [type, end])).toEqual([
      ["pipe.send.finished", 0],
      ["pipe.recv.finished", 1],
      ["pipe.send.finished", 1],
      ["pipe.recv.finished", 0],
    ])
    expect(told.every((fact) => fact.pipe === pipe?.pipe)).toBe(true)
    const received = run.of("pipe.recv.finished").map(({ end, value }) => [end, value])
    expect(received).toContainEqual([1, '{"question":6}'])
    expect(received).toContainEqual([0, '{"answer":42}'])
    const ends = run.of("pipe.send.started", "pipe.recv.started").map(({ op }) => op)
    expect(told.map(({ op }) => op).sort()).toEqual(ends.sort())
  })

  test("a call that waits for its child shows its line", () => {
    expect(run.of("frame.sampled")).toContainEqual(expect.objectContaining(siteOf("child_process.mjs", "execSync")))
  })
})

test("a child whose arguments are no strings is reported with what Node passes on", async () => {
  const run = await runObserved(probe.file, ["-e", "require('node:child_process').spawn('sleep', [0, 1 / 8])"])
  expect(run.of("process.spawned").map(({ argv }) => argv)).toContainEqual(["sleep", "0", "0.125"])
  expect(run.of("run.dropped")).toEqual([])
})

test("messages between a worker thread and the thread that started it go through one pipe", async () => {
  const run = await both("messages.mjs")
  const [pipe] = run.of("pipe.created")
  expect(run.of("pipe.created")).toMatchObject([
    { name: "messages of messages.mjs", duplex: true, site: siteOf("messages.mjs", "worker") },
  ])
  const sent = run.of("pipe.send.started").toSorted((a, b) => a.at - b.at)
  expect(sent.every((fact) => fact.pipe === pipe?.pipe)).toBe(true)
  expect(sent.map(({ end, value }) => [end, value?.slice(0, 16)])).toEqual([
    [0, "{ question: 42 }"],
    [1, "{ half: 21, ways"],
    [0, '"stop"'],
    [1, '{ message: "stop'],
  ])
  expect(sent[0]?.site).toMatchObject(siteOf("messages.mjs", "question"))
  expect(sent[1]?.site).toMatchObject(siteOf("messages.mjs", "answer"))
  expect(sent[0]?.tid).not.toBe(sent[1]?.tid)
  const received = run.of("pipe.recv.finished").toSorted((a, b) => a.at - b.at)
  expect(received.map(({ end }) => end)).toEqual([1, 0, 1, 0])
  expect(run.of("pipe.end.closed").map(({ end }) => end)).toEqual([0, 1])
})

test("above a rate messages are counted, and the counts are exact", async () => {
  const run = await both("flood.cjs")
  const sampled = run.of("pipe.sampled")
  const sends = sampled.reduce((sum, one) => sum + one.sends, run.of("pipe.send.finished").length)
  const recvs = sampled.reduce((sum, one) => sum + one.recvs, run.of("pipe.recv.finished").length)
  expect({ sends, recvs }).toEqual({ sends: 5000, recvs: 5000 })
  expect(run.facts.length).toBeLessThan(1000)
})

test("a cluster's workers are processes of that role", async () => {
  const run = await both("cluster.cjs")
  const workers = run.of("process.spawned").filter(({ role }) => role === "worker")
  expect(new Set(workers.map(({ name }) => name))).toEqual(new Set(["worker 1", "worker 2"]))
  expect(run.of("process.probed")).toHaveLength(3)
  expect(run.of("pipe.send.finished")).toHaveLength(2)
})

test("every worker thread is reported with its kernel id, and drawn at its line", async () => {
  const run = await both("threads.mjs")
  const user = run.of("thread.started").filter(({ role }) => role === "user")
  expect(user.map(({ name }) => name).sort()).toEqual(["eval", "second", "threads.mjs", "threads.mjs"])
  const tids = user.map(({ tid }) => tid)
  expect(new Set(run.of("thread.exited").map(({ tid }) => tid))).toEqual(new Set(tids))
  const burning = run.of("frame.sampled").filter(({ line }) => line === lineOf("threads.mjs", "burning"))
  const main = run.of("process.spawned")[0]?.pid
  const burners = user.filter(({ name }) => name !== "eval").map(({ tid }) => tid)
  expect(new Set(burning.map(({ tid }) => tid))).toEqual(new Set([main, ...burners]))
  expect(burning[0]).toMatchObject({ file: programPath("threads.mjs"), function: "burn", src: "probe" })
})

test("threads end as without the probe, however they end, while others are asked for their line", async () => {
  const run = await runObserved(probe.file, [programPath("ending_threads.mjs")])
  const stdout = "stay 0\nreturn 0\nexit 3\nerror 1\nterminate 1\n"
  expect(run).toMatchObject({ code: 0, stdout, stderr: "" })
  expect(run.of("run.noticed", "run.dropped")).toEqual([])
  const stays = run.of("thread.started").find(({ name }) => name === "stay")?.tid
  const computing = run.of("frame.sampled").filter(({ line }) => line === lineOf("ending_threads.mjs", "computing"))
  expect(computing.map(({ tid }) => tid)).toContain(stays)
})

test("a program that never returns to its event loop has an arrow, and does not stop at a debugger statement", async () => {
  const run = await both("loop.cjs")
  expect(run.stderr).toContain("as it should")
  expect(run.code).toBe(1)
  const samples = run.of("frame.sampled")
  const inner = samples.find(({ line }) => line === lineOf("loop.cjs", "inner loop"))
  expect(inner?.stack?.[1]).toMatchObject(siteOf("loop.cjs", "outer loop"))
  expect(samples.at(-1)?.line).toBe(lineOf("loop.cjs", "waits"))
})

test("the runtime library's processes are reported once, under the library's keys", async () => {
  const run = await both("library.mjs")
  const child = run.of("process.created").filter(({ name }) => name === "mine")
  expect(child).toHaveLength(1)
  const pids = run.of("process.spawned").map(({ proc, pid }) => `${proc} ${pid}`)
  expect(new Set(pids).size).toBe(3)
  expect(new Set(run.of("process.spawned").map(({ pid }) => pid)).size).toBe(3)
  expect(run.of("process.merged")).toEqual([])
  expect(run.of("process.probed")).toHaveLength(3)
  expect(run.of("thread.started").every(({ name, role }) => name !== "spawner.cjs" || role === "helper")).toBe(true)
})

test("without a server the program runs as it does without the probe", async () => {
  const program = programPath("child_process.mjs")
  const env = {
    ...process.env,
    FORKSCOPE_SOCKET: "/does/not/exist",
    NODE_OPTIONS: `--require "${probe.file.replace(/"/g, '\\"')}"`,
  }
  expect(await runBare([program], env)).toEqual(await runBare([program]))
})

test("the program ends as without the probe: by a signal to itself, without exit listeners, by an error, by an abrupt exit", async () => {
  // By its CPU time: on a busy machine the probe's thread, too, gets a CPU only from time to time.
  const busy = "const used = ({ user, system }) => user + system; while (used(process.cpuUsage()) < 1.2e6);"
  const ends = [
    'process.kill(process.pid, "SIGTERM")',
    'process.removeAllListeners("exit"); process.exit(2)',
    "process.reallyExit(5)",
    'Promise.reject(new Error("unheard"))',
  ]
  for (const end of ends) {
    const args = ["-e", `${busy} ${end}`]
    const { code, stdout, stderr, of } = await runObserved(probe.file, args)
    expect({ code, stdout, stderr }).toEqual(await runBare(args))
    expect(of("frame.sampled")).toMatchObject([{ file: "[eval]", line: 1 }])
  }
})

test("an idle program is not disturbed, and ends as soon as it would without the probe", async () => {
  // On a busy machine the program may be seen while it still starts, so it says when it has begun to wait.
  const idle = `setImmediate(() => {
    const since = Number(process.hrtime.bigint() / 1000n)
    setTimeout(() => console.log(JSON.stringify({ since, ...process.cpuUsage() })), 1500)
  })`
  const cpuOf = ({ stdout }: { stdout: string }) => {
    const { user, system } = JSON.parse(stdout)
    return user + system
  }
  const observed = await runObserved(probe.file, ["-e", idle])
  // The CPU time includes the start of Node and the sampler. A start without the probe shows how fast the machine is.
  expect(cpuOf(observed)).toBeLessThan(4 * cpuOf(await runBare(["-e", idle])))
  const { since } = JSON.parse(observed.stdout)
  // The first look after it began to wait finds that it has used the CPU since the look before.
  expect(observed.of("frame.sampled").filter(({ at }) => at > since).length).toBeLessThanOrEqual(1)
})
