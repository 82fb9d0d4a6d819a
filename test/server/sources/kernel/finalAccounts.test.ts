import { expect, test } from "vitest"
import { settleChildren } from "../../../../server/src/sources/kernel/finalAccounts.ts"
import { WatchedProcess } from "../../../../server/src/sources/kernel/watched.ts"

test("a child whose counters were never read before it was reaped gets the time that its parent's account has of it", () => {
  const parent = new WatchedProcess(100, 1, 1)
  const child = new WatchedProcess(101, 2, 100)
  child.sightedAt = 50_000
  parent.unsettled.push(child)
  settleChildren(parent, 20_000_000, 90_000)
  expect(child.account.cpuNs).toBe(20_000_000)
})

test("a child that was found in the moment of its end gets no time that is not a number", () => {
  const parent = new WatchedProcess(100, 1, 1)
  const child = new WatchedProcess(101, 2, 100)
  child.sightedAt = 90_000
  parent.unsettled.push(child)
  settleChildren(parent, 20_000_000, 90_000)
  expect(child.account.cpuNs).toBe(0)
})
