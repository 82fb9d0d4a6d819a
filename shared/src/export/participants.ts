import type { ForkscopeEvent } from "../events/index.ts"
import { PIDS } from "./slices.ts"

interface Participant {
  readonly proc: number
  parent: number | null
  pid: number | null
  bornAt: number | null
  exitedAt: number | null
  exitCode: number | null
  readonly threads: { tid: number; name: string }[]
}

/** The processes of a recording and their tracks in a trace. A process with a reused PID gets a track of its own. */
export class Participants {
  readonly #byProc = new Map<number, Participant>()
  /** The process that currently has a PID. */
  readonly #byPid = new Map<number, number>()
  readonly #into = new Map<number, number>()
  /** Offset that is added to a process's PID and to its thread ids, to keep tracks apart. */
  readonly #shifts = new Map<number, number>()

  add(events: readonly ForkscopeEvent[]): void {
    for (const event of events) this.#one(event)
  }

  #one(event: ForkscopeEvent): void {
    switch (event.type) {
      case "process.created":
        this.#of(event.proc).parent = event.parent
        return
      case "process.spawned": {
        const participant = this.#of(event.proc)
        participant.pid = event.pid
        participant.bornAt ??= event.at
        participant.parent ??= event.parent ?? this.#byPid.get(event.ppid) ?? null
        this.#byPid.set(event.pid, event.proc)
        return
      }
      case "process.merged":
        this.#merge(event.proc, event.into)
        return
      case "process.exited": {
        const participant = this.#of(event.proc)
        participant.exitedAt ??= event.at
        participant.exitCode ??= event.exitCode
        return
      }
      case "thread.started":
        this.#of(event.proc).threads.push({ tid: event.tid, name: event.name })
        return
    }
  }

  #merge(proc: number, into: number): void {
    const [from, to] = [this.#of(proc), this.#of(into)]
    to.pid ??= from.pid
    to.bornAt ??= from.bornAt
    to.parent ??= from.parent
    to.threads.push(...from.threads)
    this.#byProc.delete(from.proc)
    this.#into.set(proc, into)
  }

  /** The id of a process; another one was given it if it was merged. */
  idOf(proc: number): number {
    let id = proc
    for (let next = this.#into.get(id); next !== undefined; next = this.#into.get(id)) id = next
    return id
  }

  #of(proc: number): Participant {
    const id = this.idOf(proc)
    const known = this.#byProc.get(id)
    if (known) return known
    const nothing = { parent: null, pid: null, bornAt: null, exitedAt: null, exitCode: null }
    const participant: Participant = { proc: id, threads: [], ...nothing }
    this.#byProc.set(id, participant)
    return participant
  }

  all(): Participant[] {
    return [...this.#byProc.values()].filter(({ pid }) => pid !== null)
  }

  exitedAt(proc: number): number | null {
    return this.#of(proc).exitedAt
  }

  /** The track of a process's thread; without `tid`, of its main thread. */
  track(proc: number, tid?: number): { pid: number; tid: number } {
    const participant = this.#of(proc)
    const pid = participant.pid ?? participant.proc
    const shift = this.#shiftOf(participant)
    return { pid: pid + shift, tid: (tid ?? pid) + shift }
  }

  #shiftOf({ proc, pid }: Participant): number {
    const known = this.#shifts.get(proc)
    if (known !== undefined) return known
    const namesakes = [...this.#shifts.keys()].filter((id) => this.#of(id).pid === pid).length
    const shift = (pid === null ? PIDS : 0) + namesakes * PIDS
    this.#shifts.set(proc, shift)
    return shift
  }
}
