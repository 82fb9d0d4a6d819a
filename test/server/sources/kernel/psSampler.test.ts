import { spawnSync } from "node:child_process"
import { expect, test } from "vitest"
import { parsePs } from "../../../../server/src/sources/kernel/psRows.ts"
import { watchTreeWithPs } from "../../../../server/src/sources/kernel/psSampler.ts"
import { Facts, program, startRoot } from "./observe.ts"

test("rows of macOS are read", () => {
  const output = `    1     0 Ss    12345   1:02.50 Mon Jan  5 10:00:00 2026     /sbin/launchd
  501   500 U+      100   0:00.01 Mon Jan 12 10:00:01 2026     node -e a  b
  502   500 T         0   1-02:03:04 Mon Jan 12 10:00:01 2026     x
garbage
`
  const rows = parsePs(output)
  expect(rows.map(({ pid, ppid, state, rss, cpu }) => ({ pid, ppid, state, rss, cpu }))).toEqual([
    { pid: 1, ppid: 0, state: "S", rss: 12345, cpu: 62_500_000 },
    { pid: 501, ppid: 500, state: "U", rss: 100, cpu: 10_000 },
    { pid: 502, ppid: 500, state: "T", rss: 0, cpu: 93_784_000_000 },
  ])
  expect(rows.map(({ command }) => command)).toEqual(["/sbin/launchd", "node -e a  b", "x"])
  expect(rows[0]?.startTime).toBe(Date.parse("2026-01-05T10:00:00") / 10)
})

test.skipIf(spawnSync("ps").error !== undefined)("ps alone shows births, stops, continues and ends", async () => {
  const root = await startRoot("perl", program("orphans.pl"))
  const facts = new Facts()
  const watch = watchTreeWithPs({ root: root.pid, intake: facts.intake })
  const loop = setInterval(() => watch.tick(), 50)
  try {
    const parent = await facts.until("process.spawned", (fact) => fact.parent === undefined)
    const child = await facts.until("process.spawned", (fact) => fact.parent === parent.proc)
    expect(child.name).toBe("perl")
    process.kill(child.pid, "SIGSTOP")
    await facts.until("process.stopped", ({ proc }) => proc === child.proc)
    process.kill(child.pid, "SIGCONT")
    await facts.until("process.continued", ({ proc }) => proc === child.proc)
    process.kill(parent.pid, "SIGUSR1")
    await facts.until("process.reaped", ({ proc }) => proc === parent.proc)
    const { parent: adopter, ppid } = await facts.until("process.reparented", ({ proc }) => proc === child.proc)
    expect({ adopter, ppid }).toEqual({ adopter: null, ppid: root.pid })
    expect([...watch.processes()].map(({ key }) => key.pid)).toEqual([child.pid])
  } finally {
    clearInterval(loop)
    watch.close()
  }
})
