import { expect, test } from "vitest"
import { BirthGate, scanForChildren } from "../../../../server/src/sources/kernel/discovery.ts"
import type { ProcReader } from "../../../../server/src/sources/kernel/procReader.ts"

/** A reader whose newest PID is set by the test. */
function gateOver(newest: { pid: number }): BirthGate {
  return new BirthGate({ readNewestPid: () => newest.pid, release() {} } as unknown as ProcReader)
}

test("the gate opens for two ticks when a PID was given out, then shuts", () => {
  const newest = { pid: 100 }
  const gate = gateOver(newest)
  expect([0, 1, 2].map((at) => gate.opens(at))).toEqual([true, true, false])
  newest.pid = 101
  expect([3, 4, 5].map((at) => gate.opens(at))).toEqual([true, true, false])
})

test("a shut gate opens once a second nevertheless", () => {
  const gate = gateOver({ pid: 100 })
  for (const at of [0, 1, 2]) gate.opens(at)
  expect(gate.opens(900_000)).toBe(false)
  expect(gate.opens(1_100_000)).toBe(true)
  expect(gate.opens(1_200_000)).toBe(false)
})

test("a gate that was shut while processes were born is not trusted any more", () => {
  const gate = gateOver({ pid: 100 })
  for (const at of [0, 1, 2]) gate.opens(at)
  for (const at of [2e6, 4e6, 6e6]) {
    expect(gate.opens(at)).toBe(true)
    gate.found()
  }
  expect(gate.opens(6e6 + 1)).toBe(true)
})

test("on a machine that does not report its newest PID the gate is always open", () => {
  const gate = gateOver({ pid: -1 })
  expect([0, 1, 2, 3].map((at) => gate.opens(at))).toEqual([true, true, true, true])
})

test("a scan finds grandchildren whose PIDs come before their parents'", () => {
  const self = process.pid
  const tree = new Set([process.ppid])
  const found: number[] = []
  const parentOf = (pid: number) => (pid === self ? process.ppid : pid === 1 ? self : undefined)
  scanForChildren(
    parentOf,
    (pid) => tree.has(pid),
    (pid) => {
      tree.add(pid)
      found.push(pid)
    },
  )
  expect(found).toEqual([self, 1])
})
