import { type Fact, type ForkscopeEvent, forkscopeEvent } from "@forkscope/shared/events"

type Loose = Fact extends infer One
  ? One extends Fact
    ? Omit<One, "at" | "src"> & Partial<Pick<One, "at" | "src">>
    : never
  : never

/** Numbers facts as a log does and checks each against its schema. Facts without a time are a millisecond apart. */
export function numbered(...facts: Loose[]): ForkscopeEvent[] {
  return facts.map((fact, index) => forkscopeEvent.parse({ src: "runtime", at: index * 1000, ...fact, seq: index + 1 }))
}

/** A run on `cores` cores with a main process (1). */
export function mainRun(cores = 2): Loose[] {
  return [
    {
      type: "run.started",
      src: "run",
      name: "test",
      kind: "lab",
      argv: ["node"],
      cores,
      wallClock: 1_700_000_000_000,
      containment: "strong",
    },
    {
      type: "process.spawned",
      src: "run",
      proc: 1,
      pid: 100,
      ppid: 99,
      startTime: 5,
      name: "MainProcess",
      role: "main",
    },
  ]
}
