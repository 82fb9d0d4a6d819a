/** Runs each hostile tree many times. The tests assert only that no process is left; the times are printed. */
import { type ChildProcess, spawn } from "node:child_process"
import { randomUUID } from "node:crypto"
import { once } from "node:events"
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from "node:fs"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { Warden } from "../../server/src/containment/warden.ts"
import {
  childrenOf,
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
} from "../server/containment/hostile.ts"

const trees = Object.entries(TREES)
const FREEZER = "/sys/fs/cgroup/freezer"

let warden: Warden
beforeAll(async () => {
  warden = await Warden.start({ script: SCRIPT })
})
afterAll(() => warden.close())

/** Calls `once` `count` times and prints the median and the worst of the durations it returns, in ms. */
async function times(count: number, what: string, once: () => Promise<number>): Promise<number> {
  const taken: number[] = []
  for (let at = 0; at < count; at++) taken.push(await once())
  taken.sort((a, b) => a - b)
  const worst = taken.at(-1) ?? 0
  console.log(`${what}: ${count} times, median ${taken[count >> 1]?.toFixed(0)} ms, worst ${worst.toFixed(0)} ms`)
  return worst
}

async function timed(step: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await step()
  return performance.now() - begun
}

describe("nothing is left", () => {
  it.each(trees)("of a %s tree that is stopped", async (program, count) => {
    await times(50, `stop, ${program}`, async () => {
      const spec = hostile(program)
      const run = await warden.launch(spec)
      await grown(spec.mark, count)
      const ms = await timed(() => run.stop(0))
      expect(processesOf(spec.mark)).toEqual([])
      expect((await run.ended).outcome).toBe("ended")
      return ms
    })
  })

  it.each(trees)("of a %s tree whose supervisor is killed", async (program, count) => {
    await times(20, `kill -9 of the supervisor, ${program}`, async () => {
      const spec = hostile(program)
      const run = await warden.launch(spec)
      await grown(spec.mark, count)
      process.kill(run.supervisorPid, "SIGKILL")
      const ms = await gone(spec.mark)
      expect((await run.ended).outcome).toBe("lost")
      return ms
    })
  })

  it("of four trees whose warden is killed", async () => {
    await times(20, "kill -9 of the warden, 4 runs", async () => {
      const specs = trees.map(([program]) => hostile(program))
      const runs = await Promise.all(specs.map((spec) => warden.launch(spec)))
      await Promise.all(specs.map((spec, at) => grown(spec.mark, trees[at]?.[1] ?? 0)))
      process.kill(statOf(runs[0]?.supervisorPid ?? 0)?.parent ?? 0, "SIGKILL")
      const ms = await timed(() => Promise.all(specs.map((spec) => gone(spec.mark))))
      await Promise.all(runs.map((run) => run.ended))
      return ms
    })
  })

  it("of the runs, the warden and the supervisors when the server is killed", async () => {
    const programs = [...Object.keys(TREES), "stopsKeepers"]
    const worst = await times(20, `kill -9 of the server, ${programs.length} runs`, async () => {
      const { server, mark } = await standIn(programs)
      await grown(mark, 13)
      const keepers = childrenOf(server.pid ?? 0).flatMap((pid) => [pid, ...childrenOf(pid)])
      server.kill("SIGKILL")
      const ms = await gone(mark)
      await until(() => keepers.every((pid) => (statOf(pid)?.state ?? "Z") === "Z"))
      return ms
    })
    expect(worst).toBeLessThan(1000)
  })

  it("of a fork bomb, which its limit stops", async () => {
    await times(10, "fork bomb, from launch to its end", async () => {
      const spec = hostile("bomb")
      return await timed(async () => {
        const run = await warden.launch(spec)
        await run.ended
        expect(processesOf(spec.mark)).toEqual([])
      })
    })
  })

  it.each(["killsSupervisor", "killsWarden"])("of a program that %s", async (program) => {
    await times(20, program, async () => {
      const spec = hostile(program)
      return await timed(async () => {
        const run = await warden.launch(spec)
        await run.ended
        expect(processesOf(spec.mark)).toEqual([])
      })
    })
  })

  it("of a program that stops warden and supervisor all the time", async () => {
    await times(5, "stop of a program that stops its keepers", async () => {
      const spec = hostile("stopsKeepers", "3")
      const run = await warden.launch(spec)
      await grown(spec.mark, 2)
      const ms = await timed(() => run.stop(0))
      expect(processesOf(spec.mark)).toEqual([])
      return ms
    })
  })

  it("of twenty runs at once", async () => {
    await times(5, "stop of 20 runs", async () => {
      const specs = Array.from({ length: 20 }, (_, at) => hostile(trees[at % trees.length]?.[0] ?? ""))
      const runs = await Promise.all(specs.map((spec) => warden.launch(spec)))
      const ms = await timed(() => Promise.all(runs.map((run) => run.stop(0))))
      for (const spec of specs) expect(processesOf(spec.mark)).toEqual([])
      return ms
    })
  })
})

/** A process in a frozen cgroup v1 group does not die until it is thawed: the only way we know to survive SIGKILL. */
describe.runIf(existsSync(`${FREEZER}/cgroup.procs`))("what can't be killed", () => {
  const group = `${FREEZER}/forkscope-test-${process.pid}`
  beforeAll(() => mkdirSync(group))
  afterAll(() => {
    writeFileSync(`${group}/freezer.state`, "THAWED")
    rmdirSync(group)
  })

  it("is reported as leaked, with its PID, after five seconds", async () => {
    const spec = marked(["sleep", "60"])
    const run = await warden.launch(spec)
    writeFileSync(`${group}/cgroup.procs`, String(run.pid))
    writeFileSync(`${group}/freezer.state`, "FROZEN")
    const ms = await timed(() => run.stop(0))
    expect(await run.ended).toEqual({ outcome: "leaked", pids: [run.pid] })
    expect(ms).toBeGreaterThan(4900)
    writeFileSync(`${group}/freezer.state`, "THAWED")
    await gone(spec.mark)
  })
})

async function standIn(programs: string[]): Promise<{ server: ChildProcess; mark: string }> {
  const mark = randomUUID()
  const argvs = programs.map((program) => ["perl", pathOf(`${program}.pl`)])
  const server = spawn(process.execPath, [pathOf("standInServer.mjs"), JSON.stringify(argvs)], {
    env: { ...process.env, HOSTILE: mark },
    stdio: ["ignore", "pipe", "inherit"],
  })
  await once(server.stdout, "data")
  return { server, mark }
}
