import { isObject } from "@forkscope/shared/base"
import { type EventType, type Fact, isFact } from "@forkscope/shared/events"
import { FIRST_HOST } from "@forkscope/shared/world"
import { firstIds, Identity } from "./identity.ts"
import { type EntityKind, ID_FIELDS, KernelKey, type KeyedFact } from "./keyedFact.ts"
import type { SourceKind, SourceName } from "./source.ts"

interface IntakeOptions {
  /** Start of the run, µs on the monotonic clock. */
  startedAt: number
  emit(fact: Fact): void
  /** Called with each accepted fact, before its keys are replaced by ids. */
  onFact?(fact: KeyedFact, src: Fact["src"]): void
  /** Called with something that is not a valid fact. */
  onRefused?(what: unknown, source: SourceName): void
  /** Called when a part of a source has failed. */
  onFailed?(error: unknown, source: SourceName): void
  identity?: Identity
}

const kindOfField: ReadonlyMap<string, EntityKind> = new Map(Object.entries(ID_FIELDS))
const kinds: ReadonlySet<unknown> = new Set<EntityKind>(Object.values(ID_FIELDS))
const isKind = (value: unknown): value is EntityKind => kinds.has(value)

/** Events that say on which machine a process is. */
const BEGINNINGS: ReadonlySet<unknown> = new Set<EventType>(["process.created", "process.spawned"])

/**
 * Every fact of every source enters the run here: keys are replaced by ids, times become relative to the run's start,
 * and facts that do not fit the schema of their event are counted (`run.dropped`) and left out.
 */
export class Intake {
  readonly #options: IntakeOptions
  readonly #next = firstIds()
  /** By machine. */
  readonly #identities = new Map<number, Identity>()

  constructor(options: IntakeOptions) {
    this.#options = options
    if (options.identity) this.#identities.set(FIRST_HOST, options.identity)
  }

  /** The part of the intake that one source reports to, about processes of one machine. */
  of(kind: SourceKind, host = FIRST_HOST): SourceIntake {
    const identity = this.#identities.get(host) ?? new Identity(this.#next)
    this.#identities.set(host, identity)
    return new SourceIntake(this.#options, identity, kind, host)
  }
}

/** Takes the facts of one source. */
export class SourceIntake {
  readonly #options: IntakeOptions
  /** What all sources have reported of processes so far. */
  readonly identity: Identity
  readonly #host: number
  readonly #kind: SourceKind
  readonly #reports: ReadonlySet<EventType>

  constructor(options: IntakeOptions, identity: Identity, kind: SourceKind, host: number) {
    this.#host = host
    this.#options = options
    this.identity = identity
    this.#kind = kind
    this.#reports = new Set(kind.reports)
  }

  /** @returns whether the fact was accepted; if not, it is counted as refused. */
  take(fact: KeyedFact): boolean {
    const resolved = this.#resolve(fact)
    if (this.#reports.has(fact.type) && isFact(resolved)) {
      if (fact.type.endsWith(".finished") && "op" in fact && fact.op !== undefined) this.identity.forget("op", fact.op)
      this.#options.emit(resolved)
      this.#options.onFact?.(fact, this.#kind.src)
      return true
    }
    this.refuse(fact, fact.at)
    return false
  }

  /** Like `take`, for data that an observed program has sent: it may be anything. */
  takeUntrusted(value: unknown): boolean {
    if (isObject(value) && typeof value.type === "string" && Number.isFinite(value.at))
      return this.take(value as KeyedFact)
    this.refuse(value)
    return false
  }

  /** Reports that the source observes this process from inside, from here on. */
  observed(proc: string, at: number): void {
    const { observes } = this.#kind
    if (observes) this.take({ type: "process.observed", at, proc, ...observes })
  }

  /** Counts something that is not a valid fact. */
  refuse(what: unknown, at = this.#options.startedAt): void {
    this.#options.onRefused?.(what, this.#kind.name)
    this.#options.emit({ type: "run.dropped", src: "run", at: this.#relative(at), what: "invalid", count: 1 })
  }

  /** Reports that a part of the source has failed; the rest of it goes on. */
  failed(error: unknown): void {
    this.#options.onFailed?.(error, this.#kind.name)
  }

  /**
   * Records that the program's `key` and the kernel key name the same process; if it was reported under two ids, they
   * are merged.
   */
  bind(key: string, kernelKey: KernelKey, at: number): void {
    const { id, merged } = this.identity.bind(key, kernelKey)
    if (merged === null) return
    this.#options.emit({ type: "process.merged", src: this.#kind.src, at: this.#relative(at), proc: merged, into: id })
  }

  #relative(at: number): number {
    return Math.round(at - this.#options.startedAt)
  }

  #resolve(fact: { at: number }): Record<string, unknown> {
    const fields = this.#withIds({ ...fact, src: this.#kind.src, at: this.#relative(fact.at) })
    if (this.#host !== FIRST_HOST && BEGINNINGS.has(fields.type)) fields.host = this.#host
    if (isObject(fields.target)) fields.target = this.#withIds({ ...fields.target })
    if (Array.isArray(fields.others))
      fields.others = fields.others.map((one) => (isObject(one) ? this.#withIds({ ...one }) : one))
    if (Array.isArray(fields.binds)) fields.binds = fields.binds.map((bind) => this.#bindWithId(bind))
    return fields
  }

  #withIds(fields: Record<string, unknown>): Record<string, unknown> {
    for (const name in fields) {
      const kind = kindOfField.get(name)
      if (kind !== undefined) fields[name] = this.#idOf(kind, fields[name])
    }
    return fields
  }

  #bindWithId(bind: unknown): unknown {
    return isObject(bind) && isKind(bind.kind) ? { ...bind, id: this.#idOf(bind.kind, bind.id) } : bind
  }

  /**
   * Replaces a key by its id. Other values become NaN, which no schema accepts: a program must not use our ids as
   * names.
   */
  #idOf(kind: EntityKind, key: unknown): unknown {
    if (typeof key === "string" || key instanceof KernelKey) return this.identity.idOf(kind, key)
    return key === null || key === undefined ? key : Number.NaN
  }
}
