import { Intake } from "@forkscope/server/src/sources/intake.ts"
import { KernelKey } from "@forkscope/server/src/sources/keyedFact.ts"
import type { SourceKind } from "@forkscope/server/src/sources/source.ts"
import type { Fact } from "@forkscope/shared/events"
import { expect, test } from "vitest"

const KIND: SourceKind = { name: "kernel", src: "procfs", reports: ["process.spawned", "queue.created"] }

test("the same PID, start time and keys on two machines are two processes and two queues", () => {
  const facts: Fact[] = []
  const intake = new Intake({ startedAt: 0, emit: (fact) => facts.push(fact) })
  for (const machine of [intake.of(KIND, 1), intake.of(KIND, 2)]) {
    const proc = new KernelKey(100, 5)
    machine.take({ type: "process.spawned", at: 1, proc, pid: 100, ppid: 1, startTime: 5 })
    machine.take({ type: "queue.created", at: 2, proc, queue: "k1", name: "q", maxsize: 1, kind: "queue" })
  }
  expect(facts).toMatchObject([
    { type: "process.spawned", proc: 1 },
    { type: "queue.created", proc: 1, queue: 1 },
    { type: "process.spawned", proc: 2, host: 2 },
    { type: "queue.created", proc: 2, queue: 2 },
  ])
})
