import { execFile } from "node:child_process"
import { monotonicMicros } from "../clock.ts"
import { KernelKey } from "../keyedFact.ts"
import { type PsRow, parsePs } from "./psRows.ts"
import type { TreeWatch, WatchOptions } from "./treeWatch.ts"

/** `ps` lists all processes of the machine and is a process itself, so it runs only twice a second, µs. */
const PS_EVERY = 500_000
const ARGUMENTS = ["-axo", "pid=,ppid=,state=,rss=,time=,lstart=,command="]

interface Known extends PsRow {
  proc: KernelKey
  told: string
  exitKnown: boolean
  reapKnown: boolean
  exited: boolean
}

/**
 * Watches a tree where there is no /proc (macOS). It knows less: CPU time in hundredths of a second, no time waiting
 * for a CPU (`queued` stays 0), no cores, threads, exit codes or shared memory, and it is up to half a second late.
 */
export function watchTreeWithPs(options: WatchOptions): TreeWatch {
  const known = new Map<number, Known>()
  let asking = false
  let askedAt = Number.NEGATIVE_INFINITY
  let closed = false

  const tick = () => {
    if (asking || closed || monotonicMicros() - askedAt < PS_EVERY) return
    asking = true
    askedAt = monotonicMicros()
    execFile("ps", ARGUMENTS, { maxBuffer: 64 << 20, env: { ...process.env, LC_ALL: "C" } }, (error, output) => {
      asking = false
      if (!error && !closed) update(options, known, parsePs(output))
    })
  }
  return {
    tick,
    close() {
      closed = true
    },
    *processes() {
      for (const { proc } of known.values()) yield { key: proc }
    },
    known: {
      exited: (pid) => mark(known.get(pid), "exitKnown"),
      reaped: (pid) => mark(known.get(pid), "reapKnown"),
    },
  }
}

function mark(process: Known | undefined, what: "exitKnown" | "reapKnown"): void {
  if (process) process[what] = true
}

/** Compares the tree in `rows` with its last known state and reports the difference. */
function update(options: WatchOptions, known: Map<number, Known>, rows: PsRow[]): void {
  const { intake } = options
  const told = { at: monotonicMicros() }
  const current = below(options, rows, known)
  for (const process of known.values()) {
    if (current.get(process.pid)?.startTime === process.startTime) continue
    known.delete(process.pid)
    const { proc } = process
    if (!process.exited && !process.exitKnown) intake.take({ type: "process.exited", ...told, proc, exitCode: null })
    if (!process.reapKnown) intake.take({ type: "process.reaped", ...told, proc, exitCode: null })
  }
  for (const row of current.values()) {
    const before = known.get(row.pid)
    const process = before ?? { ...row, proc: announce(options, known, row, told), ...FRESH }
    known.set(row.pid, process)
    const { proc } = process
    if (row.ppid !== process.ppid) {
      const parent = known.get(row.ppid)?.proc ?? null
      intake.take({ type: "process.reparented", ...told, proc, parent, ppid: row.ppid })
    }
    const stopped = row.state === "T"
    if (stopped !== (process.state === "T") || (stopped && !before))
      intake.take({ type: stopped ? "process.stopped" : "process.continued", ...told, proc } as const)
    Object.assign(process, row)
    if (row.state === "Z") {
      if (!process.exited && !process.exitKnown) intake.take({ type: "process.exited", ...told, proc, exitCode: null })
      process.exited = true
    }
    const sample = { cpu: row.cpu, queued: 0, state: row.state, core: 0, threads: 1, rss: row.rss }
    if (JSON.stringify(sample) === process.told) continue
    process.told = JSON.stringify(sample)
    intake.take({ type: "process.sampled", ...told, proc, ...sample })
  }
}

const FRESH = { told: "", exitKnown: false, reapKnown: false, exited: false }

function announce({ intake }: WatchOptions, known: Map<number, Known>, row: PsRow, told: { at: number }): KernelKey {
  const { pid, ppid, startTime, command } = row
  const key = new KernelKey(pid, startTime)
  if (intake.identity.isKnown(key)) return key
  // Sources on such machines may not know a start time and report 0.
  const withoutTime = new KernelKey(pid, 0)
  if (intake.identity.isKnown(withoutTime)) return withoutTime
  const parent = known.get(ppid)?.proc
  const argv = command.split(" ")
  const name = (argv[0] ?? "").slice((argv[0] ?? "").lastIndexOf("/") + 1).slice(0, 200)
  intake.take({
    type: "process.spawned",
    ...told,
    proc: key,
    pid,
    ppid,
    startTime,
    name,
    argv,
    ...(parent ? { parent } : {}),
  })
  return key
}

/** The rows of the tree, parents first, including processes that were in it and have another parent now. */
function below(
  { root, includeRoot }: WatchOptions,
  rows: PsRow[],
  known: ReadonlyMap<number, Known>,
): Map<number, PsRow> {
  const children = new Map<number, PsRow[]>()
  for (const row of rows) children.set(row.ppid, [...(children.get(row.ppid) ?? []), row])
  const tree = new Map<number, PsRow>()
  const add = (row: PsRow) => {
    if (tree.has(row.pid)) return
    tree.set(row.pid, row)
    for (const child of children.get(row.pid) ?? []) add(child)
  }
  for (const row of rows) {
    const ours = row.ppid === root || known.get(row.pid)?.startTime === row.startTime
    if (row.pid === root ? includeRoot : ours) add(row)
  }
  return tree
}
