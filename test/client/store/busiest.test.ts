import { describe, expect, test } from "vitest"
import { busiestAt } from "../../../client/src/store/busiest.ts"
import { child, type Facts, worldOf } from "../scenes/worlds.ts"

const exited = (proc: number, at: number, exitCode = 0): Facts[number] => ({
  type: "process.exited",
  proc,
  exitCode,
  at,
})
const reaped = (proc: number, at: number): Facts[number] => ({ type: "process.reaped", proc, exitCode: 0, at })
const over = (at: number): Facts => [
  exited(1, at),
  reaped(1, at),
  { type: "run.ended", outcome: "exited", exitCode: 0, at },
]

describe("a recording opens", () => {
  test("near the end of the longest time in which most of its processes were alive", () => {
    const facts: Facts = [
      child(2, { at: 1_000_000 }),
      child(3, { at: 2_000_000 }),
      exited(3, 2_100_000),
      reaped(3, 2_100_000),
      child(4, { at: 3_000_000 }),
      exited(4, 5_000_000),
      reaped(4, 5_000_000),
      exited(2, 6_000_000),
      reaped(2, 6_000_000),
      ...over(9_000_000),
    ]
    expect(busiestAt(worldOf(facts))).toBe(4_800_000)
  })

  test("beside another one when both together were busiest", () => {
    const pair = (from: number): Facts => [
      child(2, { at: from }),
      exited(2, from + 4_000_000),
      reaped(2, from + 4_000_000),
      ...over(9_000_000),
    ]
    expect(busiestAt(worldOf(pair(1_000_000)), worldOf(pair(3_000_000)))).toBe(3_000_000 + 0.9 * 2_000_000)
    expect(busiestAt(worldOf(pair(1_000_000)), worldOf([child(2, { at: 1_000_000 })]))).toBeNull()
  })

  test("at its end where the run goes on", () => {
    expect(busiestAt(worldOf([child(2, { at: 1_000_000 }), exited(2, 2_000_000)]))).toBeNull()
  })

  test("at its end where a process outlived the run", () => {
    expect(busiestAt(worldOf([child(2, { at: 1_000_000 }), ...over(2_000_000)]))).toBeNull()
  })
})
