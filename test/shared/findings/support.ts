import { readdirSync, readFileSync } from "node:fs"
import { type ForkscopeEvent, forkscopeEvent } from "@forkscope/shared/events"
import { type Finding, type FindingKind, findingsOf } from "@forkscope/shared/findings"
import { checkInvariants, EMPTY_WORLD, fold } from "@forkscope/shared/world"
import { expect } from "vitest"
import { numbered } from "../../support/events.ts"
import { sentenceIn } from "../../support/sentences.ts"

export type Facts = Parameters<typeof numbered>
export type Loose = Facts[number]

const FILE = "/home/me/program.py"
/** A line of the program's file. */
export const line = (number: number) => ({ file: FILE, line: number, function: "work" })

/** A Python program on `cores` cores; its main process has id 1 and PID 100. */
export function program(cores = 2): Facts {
  return [
    {
      type: "run.started",
      src: "run",
      name: "program.py",
      kind: "program",
      argv: ["python3", "program.py"],
      cores,
      wallClock: 1_700_000_000_000,
      containment: "strong",
    },
    ...spawned(1, "MainProcess", { role: "main" }),
  ]
}

type Extra = { at?: number; daemon?: boolean; role?: "main" | "child" | "worker" | "manager" | "helper"; line?: number }

/** A process with a probe; the process with id n has PID 100 n. */
export function spawned(proc: number, name: string, { at = 0, role = "child", ...more }: Extra = {}): Facts {
  const made: Facts =
    role === "main" || role === "worker"
      ? []
      : [
          {
            type: "process.created",
            at,
            proc,
            parent: 1,
            name,
            target: "work",
            daemon: more.daemon ?? false,
            startMethod: "fork",
            ...(more.line === undefined ? {} : { site: line(more.line) }),
          },
        ]
  return [
    ...made,
    {
      type: "process.spawned",
      at,
      proc,
      pid: 100 * proc,
      ppid: role === "main" ? 99 : 100,
      startTime: 5,
      name,
      role,
      ...(role === "main" ? {} : { parent: 1 }),
    },
    { type: "process.probed", at, proc, probe: "python", version: "3.11.7" },
    { type: "thread.started", at, proc, tid: 100 * proc, name: "MainThread", role: "main" },
  ]
}

export const exited = (proc: number, at: number, exitCode = 0): Loose => ({
  type: "process.exited",
  at,
  proc,
  exitCode,
})
export const reaped = (proc: number, at: number, exitCode = 0): Loose => ({
  type: "process.reaped",
  at,
  proc,
  exitCode,
})

/** The caller's main thread, at a line. */
const by = (proc: number, at: number, number: number) => ({ proc, at, tid: 100 * proc, site: line(number) })

export const queue = (
  id: number,
  maxsize = 2147483647,
  kind: "queue" | "joinable" | "simple" | "local" = "queue",
): Loose => ({
  type: "queue.created",
  queue: id,
  name: `q${id}`,
  kind,
  maxsize,
  ...by(1, 0, 1),
})
export const getting = (proc: number, id: number, op: number, number: number, at: number, timeout?: number): Loose => ({
  type: "queue.get.started",
  queue: id,
  op,
  block: true,
  ...by(proc, at, number),
  ...(timeout === undefined ? {} : { timeout }),
})
export const got = (proc: number, id: number, op: number, item: number, depth: number, at: number): Loose => ({
  type: "queue.get.finished",
  queue: id,
  op,
  proc,
  at,
  outcome: "ok",
  item,
  depth,
})
export const putting = (proc: number, id: number, op: number, number: number, at: number): Loose => ({
  type: "queue.put.started",
  queue: id,
  op,
  block: true,
  ...by(proc, at, number),
})
export const put = (
  proc: number,
  id: number,
  op: number,
  item: number,
  depth: number,
  at: number,
  buffered = false,
): Facts => [
  putting(proc, id, op, 30, at),
  { type: "queue.put.finished", queue: id, op, proc, at, outcome: "ok", item, depth, buffered },
]
export const joining = (
  proc: number,
  target: object,
  op: number,
  number: number,
  at: number,
  timeout?: number,
): Loose => ({
  type: "join.started",
  op,
  target: target as { proc: number },
  ...by(proc, at, number),
  ...(timeout === undefined ? {} : { timeout }),
})
export const joined = (proc: number, op: number, at: number): Loose => ({
  type: "join.finished",
  op,
  proc,
  at,
  outcome: "ok",
})
type LockKind = "lock" | "rlock" | "semaphore" | "event" | "condition" | "barrier"
export const lock = (id: number, kind: LockKind = "lock", value = 1): Loose => ({
  type: "lock.created",
  lock: id,
  kind,
  name: `${kind}${id}`,
  value,
  ...by(1, 0, 2),
})
export const acquiring = (proc: number, id: number, op: number, number: number, at: number): Loose => ({
  type: "lock.acquire.started",
  lock: id,
  op,
  block: true,
  ...by(proc, at, number),
})
export const acquired = (proc: number, id: number, op: number, number: number, at: number): Facts => [
  acquiring(proc, id, op, number, at),
  { type: "lock.acquire.finished", lock: id, op, proc, tid: 100 * proc, at, outcome: "ok" },
]
export const released = (proc: number, id: number, at: number): Loose => ({
  type: "lock.released",
  lock: id,
  proc,
  tid: 100 * proc,
  at,
  value: 1,
})
/** The kernel's accounting of a process: µs on a CPU and in line for one. */
export const sample = (proc: number, at: number, cpu: number, queued: number): Loose => ({
  type: "process.sampled",
  src: "procfs",
  proc,
  at,
  cpu,
  queued,
  // A process that has hardly wanted a CPU sleeps.
  state: cpu + queued > 1000 ? "R" : "S",
  core: 0,
  threads: 1,
})

export const SECOND = 1_000_000

/**
 * Folds the facts and returns their events and the findings `at` µs after the run's start. Checks that the findings'
 * texts are complete in both languages.
 */
export function look(at: number, ...facts: Facts) {
  const events = numbered(...facts.map((fact) => ({ src: "probe" as const, at: 0, ...fact })))
  const world = fold(EMPTY_WORLD, events)
  checkInvariants(world, events)
  const found = findingsOf(world, at)
  for (const finding of found) {
    for (const language of ["en", "zh"] as const) {
      const said = sentenceIn(finding, language)
      for (const text of Object.values(said))
        expect(text, finding.text.key).toMatch(/^(?!.*(?:\$t|findings:|undefined))[^{}]{4,}$/)
    }
    const seqs = new Set(events.map(({ seq }) => seq))
    expect(finding.evidence.length).toBeGreaterThan(0)
    expect(finding.evidence.every((seq) => seqs.has(seq))).toBe(true)
    expect(finding.evidence).toEqual([...finding.evidence].sort((a, b) => a - b))
  }
  return { events, world, found, kinds: found.map(({ kind }) => kind) }
}

/** The only finding of this kind. */
export function only(found: readonly Finding[], kind: FindingKind): Finding {
  expect(found.map((finding) => finding.kind)).toEqual([kind])
  return found[0] as Finding
}

export const linesOf = (finding: Finding) => finding.sites.map(({ proc, site }) => [proc, site.line])
/** The types of the events that prove a finding. */
export const proofOf = (finding: Finding, events: readonly ForkscopeEvent[]) =>
  finding.evidence.map((seq) => events[seq - 1]?.type)

/** The recorded runs of the lab. */
export function recordings(): { name: string; events: ForkscopeEvent[] }[] {
  const folder = new URL("../../recordings/", import.meta.url)
  return readdirSync(folder)
    .filter((file) => file.endsWith(".ndjson"))
    .map((file) => ({
      name: file,
      events: readFileSync(new URL(file, folder), "utf8")
        .trimEnd()
        .split("\n")
        .map((text) => forkscopeEvent.parse(JSON.parse(text))),
    }))
}
