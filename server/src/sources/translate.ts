import { type Fact, forkscopeEvent } from "@forkscope/shared/events"
import type { Identity } from "./identity.ts"

/** What an observed process says: an event with keys for ids and absolute monotonic µs. */
export interface RawFact {
  type: string
  at: number
  [field: string]: unknown
}

const ID_FIELDS = {
  proc: "process",
  parent: "process",
  from: "process",
  worker: "process",
  queue: "queue",
  pool: "pool",
  task: "task",
  lock: "lock",
  pipe: "pipe",
  op: "op",
  manager: "process",
} as const

/** Turns keys into ids. Of what the server built field by field, nothing more needs to be checked. */
export function resolve(raw: RawFact, identity: Identity, startedAt: number, src: "runtime" | "probe"): Fact {
  const fields: Record<string, unknown> = { ...raw, src, at: Math.round(raw.at - startedAt) }
  for (const name in ID_FIELDS) {
    const key = fields[name]
    if (typeof key === "string") fields[name] = identity.ofKey(ID_FIELDS[name as keyof typeof ID_FIELDS], key)
  }
  if (raw.type === "join.started") fields.target = translateTarget(raw.target, identity)
  if (raw.type === "line.finished" && Array.isArray(raw.binds)) {
    fields.binds = raw.binds.map(({ name, kind, id }) => ({ name, kind, id: identity.ofKey(kind, id) }))
  }
  if (raw.type.endsWith(".finished") && typeof raw.op === "string") identity.forget("op", raw.op)
  return fields as unknown as Fact
}

/**
 * Turns keys into ids and checks the result against the event's schema.
 *
 * @returns the fact, or the reason why it can't be taken: the program under observation may send anything.
 */
export function translate(
  raw: RawFact,
  identity: Identity,
  startedAt: number,
  src: "runtime" | "probe",
): Fact | { invalid: string } {
  let resolved: Fact
  try {
    resolved = resolve(raw, identity, startedAt, src)
  } catch (error) {
    return { invalid: `${raw.type}: ${(error as Error).message}` }
  }
  const parsed = forkscopeEvent.safeParse({ ...resolved, seq: 1 })
  if (!parsed.success) return { invalid: `${raw.type}: ${parsed.error.issues[0]?.message ?? "not an event"}` }
  const { seq: _, ...fact } = parsed.data
  return fact as Fact
}

function translateTarget(target: unknown, identity: Identity): unknown {
  if (typeof target !== "object" || target === null) return target
  const { proc, pool, queue } = target as { proc?: unknown; pool?: unknown; queue?: unknown }
  if (typeof proc === "string") return { proc: identity.ofKey("process", proc) }
  if (typeof pool === "string") return { pool: identity.ofKey("pool", pool) }
  if (typeof queue === "string") return { queue: identity.ofKey("queue", queue) }
  return target
}
