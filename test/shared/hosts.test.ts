import type { ForkscopeEvent } from "@forkscope/shared/events"
import { coresOf, EMPTY_WORLD, fold, processStates } from "@forkscope/shared/world"
import { describe, expect, test } from "vitest"
import { numbered } from "../support/events.ts"

type Facts = Parameters<typeof numbered>

const joined = (host: number, cores: number): Facts[number] => ({
  type: "host.joined",
  at: 0,
  host,
  name: `host-${host}`,
  cores,
  platform: "linux",
  kernel: "6.1",
})
const born = (proc: number, host: number, at = 0): Facts[number] => ({
  type: "process.spawned",
  at,
  proc,
  host,
  pid: 100,
  ppid: 1,
  startTime: 1,
})
/** Two samples between which the process was on a CPU all the time. */
const burns = (proc: number): Facts => [
  { type: "process.sampled", at: 0, proc, cpu: 0, queued: 0, state: "R", core: 0, threads: 1 },
  { type: "process.sampled", at: 600_000, proc, cpu: 600_000, queued: 0, state: "R", core: 0, threads: 1 },
]
const worldOf = (facts: Facts) => fold(EMPTY_WORLD, numbered(...facts) as ForkscopeEvent[])

describe("the machines of a run", () => {
  test("give each process the cores of its own machine: two burners on one core each run, two on one share it", () => {
    const apart = worldOf([joined(1, 1), joined(2, 1), born(1, 1), born(2, 2), ...burns(1), ...burns(2)])
    expect([...processStates(apart).values()]).toEqual(["running", "running"])
    const together = worldOf([joined(1, 1), joined(2, 1), born(1, 2), born(2, 2), ...burns(1), ...burns(2)])
    expect([...processStates(together).values()].sort()).toEqual(["ready", "running"])
    expect([coresOf(apart), coresOf(apart, 2)]).toEqual([2, 1])
  })

  test("the same PID and start time on two machines are two processes", () => {
    const world = worldOf([joined(1, 2), joined(2, 2), born(1, 1), born(2, 2)])
    expect(Object.values(world.processes).map(({ pid, host }) => [pid, host])).toEqual([
      [100, 1],
      [100, 2],
    ])
  })

  test("have their own clocks: times are converted to the run's axis by the offset that was measured last", () => {
    const world = worldOf([
      joined(1, 2),
      joined(2, 2),
      { type: "host.clock.measured", at: 0, host: 2, offset: -5000, error: 80 },
      born(1, 1, 1000),
      born(2, 2, 7000),
      { type: "process.exited", at: 9000, proc: 2, exitCode: 0 },
    ])
    expect(world.processes[1]?.spawnedAt).toBe(1000)
    expect(world.processes[2]).toMatchObject({ spawnedAt: 2000, exitedAt: 4000 })
    expect(world.at).toBe(4000)
    expect(world.hosts[2]?.clock).toEqual({ offset: -5000, error: 80 })
  })

  test("are one machine in a recording without hosts, with the cores of its run", () => {
    const started: Facts[number] = {
      type: "run.started",
      at: 0,
      name: "old",
      kind: "program",
      argv: ["x"],
      cores: 6,
      wallClock: 0,
      containment: "strong",
    }
    const world = worldOf([started, { ...born(1, 1), host: undefined } as Facts[number]])
    expect(coresOf(world)).toBe(6)
    expect(world.processes[1]?.host).toBe(1)
  })
})
