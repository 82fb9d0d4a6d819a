import { expect, test } from "vitest"
import { Account } from "../../../../server/src/sources/kernel/account.ts"

function told(at: number): Account {
  const account = new Account()
  account.told(at)
  return account
}

test("a first sample is due at once", () => {
  expect(new Account().due(0, true, false)).toBe(true)
})

test("samples come at most ten times a second", () => {
  const account = told(0)
  account.cpuNs = 1e9
  expect(account.due(90_000, true, true)).toBe(false)
  expect(account.due(100_000, false, false)).toBe(true)
})

test("a sample with hardly any work waits for half a second; one without work is not reported", () => {
  const account = told(0)
  account.cpuNs = 500_000
  expect(account.due(400_000, false, account.moved)).toBe(false)
  expect(account.due(500_000, false, account.moved)).toBe(true)
  account.told(500_000)
  expect(account.due(9e6, false, account.moved)).toBe(false)
})

test("time in line for a CPU is work too", () => {
  const account = told(0)
  account.queuedNs = 2e6
  expect(account.due(100_000, false, false)).toBe(true)
})

test("work after a rest also reports the end of the rest", () => {
  const account = told(0)
  account.rested(5e6)
  account.cpuNs = 30e6
  expect(account.restToTell()).toEqual({ at: 5e6, cpu: 0, queued: 0 })
})

test("work without a rest before it is reported alone", () => {
  const account = told(0)
  account.rested(100_000)
  account.cpuNs = 30e6
  expect(account.restToTell()).toBeUndefined()
  expect(new Account().restToTell()).toBeUndefined()
})

test("a wait that is counted before its end and again by the kernel never makes the sum go back", () => {
  const account = new Account()
  account.pendingNs = 50e6
  account.told(0)
  expect(account.queued).toBe(50_000)
  account.pendingNs = 0
  account.queuedNs = 49e6
  expect(account.queued).toBe(50_000)
  account.queuedNs = 80e6
  expect(account.queued).toBe(80_000)
})

test("a sample with work is followed by one which shows that the work is over", () => {
  const account = told(0)
  account.cpuNs = 30e6
  account.told(100_000)
  expect(account.due(190_000, false, account.moved)).toBe(false)
  expect(account.due(200_000, false, account.moved)).toBe(true)
  account.told(200_000)
  expect(account.due(9e6, false, account.moved)).toBe(false)
})
