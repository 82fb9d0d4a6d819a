import { expect, test } from "vitest"
import { parseMemory, readMemory } from "../../../../server/src/sources/kernel/memory.ts"
import { observe } from "./observe.ts"

test("dirty and clean pages are added up", () => {
  const text = `5581-7ffc ---p 00000000 00:00 0    [rollup]
Rss:                1000 kB
Pss:                 600 kB
Pss_Dirty:           500 kB
Shared_Clean:        300 kB
Shared_Dirty:         50 kB
Private_Clean:        25 kB
Private_Dirty:       625 kB
Private_Hugetlb:       7 kB
`
  expect(parseMemory(text)).toEqual({ rss: 1000, shared: 350, private: 650 })
})

test("the parts of a real process make up the whole", () => {
  const split = readMemory(process.pid)
  expect(split?.private).toBeGreaterThan(1000)
  expect((split?.shared ?? 0) + (split?.private ?? 0)).toBe(split?.rss)
})

test("a process that is gone has no memory", () => {
  expect(readMemory(0)).toBeUndefined()
})

test("samples carry the split, and a fork shares what its parent has", async () => {
  const script = 'my $data = "x" x 20_000_000; fork; select undef, undef, undef, 0.02 while 1'
  const { facts } = await observe(["perl", "-e", script])
  const { shared } = await facts.until("process.sampled", (fact) => (fact.shared ?? 0) > 20_000)
  expect(shared).toBeLessThan(60_000)
})
