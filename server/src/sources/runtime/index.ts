import type { Socket } from "node:net"
import type { Fact } from "@forkscope/shared/events"
import type { Identity } from "../../runs/identity.ts"
import { readStartTime } from "../procfs/index.ts"
import { type Hello, listen } from "./listener.ts"
import { type RawFact, translate } from "./translate.ts"

interface RuntimeSourceOptions {
  /** Where the processes of the run connect: a Unix socket's path. */
  path: string
  identity: Identity
  /** The monotonic µs at which the run began. */
  startedAt: number
  emit(fact: Fact): void
  /** A lab's kernel is ready to take lines. */
  onLab(kernel: Socket): void
}

/** Facts that a run's own processes tell through the runtime library. */
export interface RuntimeSource {
  /** Resolves when every connection was read to its end. */
  drained(): Promise<void>
  close(): void
}

/** Listens for the runtime library in the processes of one run and emits what it tells. */
export async function observeRuntime(options: RuntimeSourceOptions): Promise<RuntimeSource> {
  const { identity, startedAt, emit } = options
  const source = "runtime" as const
  let open = 0
  let whenDrained: (() => void) | undefined

  /** The kernel's name for a process that the library speaks of; 0 when it is gone already. */
  const bind = (key: string, pid: number, at: number): number => {
    const startTime = readStartTime(pid)
    if (startTime === undefined) return 0
    const { id, merged } = identity.bind(key, pid, startTime)
    if (merged !== null) emit({ type: "process.merged", src: source, at, proc: merged, into: id })
    return startTime
  }

  const hello = ({ key, pid, ppid, name, role, parent }: Hello) => {
    open++
    const at = now()
    const startTime = bind(key, pid, at)
    const from = parent === undefined ? {} : { parent: identity.ofKey("process", parent) }
    const proc = identity.ofKey("process", key)
    const names = parent === undefined || role === "manager" ? { name } : {}
    emit({ type: "process.spawned", src: source, at, proc, pid, ppid, startTime, role, ...names, ...from })
  }
  const now = () => Number(process.hrtime.bigint() / 1000n) - startedAt

  const take = (raw: RawFact) => {
    if (raw.type === "process.spawned" && typeof raw.proc === "string" && typeof raw.pid === "number") {
      raw.startTime = bind(raw.proc, raw.pid, now())
    }
    const fact = translate(raw, identity, startedAt)
    if ("invalid" in fact) emit({ type: "run.dropped", src: "run", at: now(), what: "invalid", count: 1 })
    else emit(fact)
  }

  const listener = await listen(options.path, {
    hello,
    facts: (facts) => facts.forEach(take),
    invalid: () => emit({ type: "run.dropped", src: "run", at: now(), what: "invalid", count: 1 }),
    lab: options.onLab,
    gone() {
      open--
      if (open === 0) whenDrained?.()
    },
  })
  return {
    drained: () =>
      new Promise((resolve) => {
        if (open === 0) resolve()
        else whenDrained = resolve
      }),
    close: () => listener.close(),
  }
}
