import { accessSync } from "node:fs"
import type { Socket } from "node:net"
import type { Fact } from "@forkscope/shared/events"
import { monotonicMicros } from "../clock.ts"
import type { Identity } from "../identity.ts"
import { readStartTime } from "../kernel/index.ts"
import { type RawFact, translate } from "../translate.ts"
import { type Hello, listen } from "./listener.ts"

interface RuntimeSourceOptions {
  /** Where the processes of the run connect: a Unix socket's path. */
  path: string
  identity: Identity
  /** The monotonic µs at which the run began. */
  startedAt: number
  emit(fact: Fact): void
  /** A lab's kernel is ready to take lines. */
  onLab(kernel: Socket): void
  /** What a process said was no fact, or could not be heard. */
  onInvalid?(reason: unknown): void
  onFailed?(error: Error): void
}

type Source = "runtime" | "probe"

const sourceOf = ({ probe }: Hello): Source => (probe ? "probe" : "runtime")

/** Facts that a run's own processes tell, through the runtime library or a probe. */
export interface RuntimeSource {
  /** @throws Error when the socket is gone: processes that start from here on are not heard. */
  check(): void
  /** Resolves when every connection was read to its end. */
  drained(): Promise<void>
  close(): void
}

/** Listens for the runtime library and the probes in the processes of one run and emits what it tells. */
export async function observeRuntime(options: RuntimeSourceOptions): Promise<RuntimeSource> {
  const { identity, startedAt, emit } = options
  const greeted = new Set<string>()
  let open = 0
  let whenDrained: (() => void) | undefined

  /** The kernel's name for a process that the library speaks of; 0 when it is gone already. */
  const bind = (key: string, pid: number, at: number, src: Source): number => {
    const startTime = readStartTime(pid)
    if (startTime === undefined) return 0
    const { id, merged } = identity.bind(key, pid, startTime)
    if (merged !== null) emit({ type: "process.merged", src, at, proc: merged, into: id })
    return startTime
  }

  const hello = (from: Hello) => {
    open++
    // One more connection of a process that the probe has told of, for a thread of it.
    if (from.thread !== undefined) return
    const { key, pid, ppid, name, role, parent, probe, version = "" } = from
    const src = sourceOf(from)
    const at = now()
    const startTime = bind(key, pid, at, src)
    const proc = identity.ofKey("process", key)
    // The library in a process with a probe: the probe knows who started it, the library only that it did not itself.
    const isKnown = greeted.has(key) && parent === undefined
    greeted.add(key)
    if (!isKnown) {
      const by = parent === undefined ? {} : { parent: identity.ofKey("process", parent) }
      const names = parent === undefined || role === "manager" || probe ? { name } : {}
      // Loaded without a word of a parent: the run's main process, which is announced, or what another language started.
      const place = probe && parent === undefined ? {} : { role }
      emit({ type: "process.spawned", src, at, proc, pid, ppid, startTime, ...place, ...names, ...by })
    }
    if (probe) emit({ type: "process.probed", src, at, proc, probe, version })
  }
  const now = () => monotonicMicros() - startedAt

  const take = (raw: RawFact, from: Hello) => {
    const src = sourceOf(from)
    if (raw.type === "process.spawned" && typeof raw.proc === "string" && typeof raw.pid === "number") {
      raw.startTime = bind(raw.proc, raw.pid, now(), src)
    }
    const fact = translate(raw, identity, startedAt, src)
    if ("invalid" in fact) invalid(fact.invalid)
    else emit(fact)
  }
  const invalid = (reason: unknown) => {
    options.onInvalid?.(reason)
    emit({ type: "run.dropped", src: "run", at: now(), what: "invalid", count: 1 })
  }

  const listener = await listen(options.path, {
    hello,
    facts: (facts, from) => {
      for (const fact of facts) take(fact, from)
    },
    invalid,
    failed: (error) => options.onFailed?.(error),
    lab: options.onLab,
    gone() {
      open--
      if (open === 0) whenDrained?.()
    },
  })
  return {
    check: () => accessSync(options.path),
    drained: () =>
      new Promise((resolve) => {
        if (open === 0) resolve()
        else whenDrained = resolve
      }),
    close: () => listener.close(),
  }
}
