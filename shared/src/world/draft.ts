import { ownRing, pushOnto, type Ring } from "./ring.ts"
import type { World } from "./world.ts"

type TableName = "hosts" | "processes" | "queues" | "pools" | "tasks" | "locks" | "pipes" | "ops" | "lines"
type EntityOf<Name extends TableName> = World[Name][number]

type Sums<Key extends string> = { readonly [key in Key]?: number }

/** The event on whose behalf something changes. */
export interface Cause {
  readonly seq: number
  readonly type: string
}

/**
 * The next world while a batch of events is folded into it.
 *
 * A table, an entity, a ring or a record of sums is copied when it is first written to, and then written in place until the
 * fold ends. So the world that went in never changes, and what a batch changes often it copies once. Other lists and objects
 * inside entities are replaced.
 */
export class Draft {
  readonly world: { -readonly [Key in keyof World]: World[Key] }
  /** The tables that are copies of this fold's, each with the entities that are. */
  readonly #owned = new Map<TableName, Set<number>>()
  /** Rings and records inside entities that are copies of this fold's. */
  readonly #parts = new Set<unknown>()

  constructor(base: World) {
    this.world = { ...base }
  }

  #own(name: TableName): Set<number> {
    const known = this.#owned.get(name)
    if (known) return known
    const ids = new Set<number>()
    this.#owned.set(name, ids)
    Object.assign(this.world, { [name]: { ...this.world[name] } })
    return ids
  }

  #table<Name extends TableName>(name: Name): Record<number, EntityOf<Name>> {
    return this.world[name] as Record<number, EntityOf<Name>>
  }

  get<Name extends TableName>(name: Name, id: number): EntityOf<Name> | undefined {
    return this.#table(name)[id]
  }

  /** @param entity Made for this: nobody else has it. */
  set<Name extends TableName>(name: Name, id: number, entity: EntityOf<Name>): void {
    this.#own(name)
    this.#table(name)[id] = entity
  }

  remove(name: TableName, id: number): void {
    this.#own(name).delete(id)
    delete this.#table(name)[id]
  }

  /** An entity that `Object.assign` may write to; undefined where there is none. */
  own<Name extends TableName>(name: Name, id: number): EntityOf<Name> | undefined {
    const entity = this.get(name, id)
    if (!entity) return undefined
    const owned = this.#own(name)
    if (owned.has(id)) return entity
    owned.add(id)
    const copy = { ...entity }
    this.#table(name)[id] = copy
    return copy
  }

  /** Changes some fields of an entity; notes an anomaly where there is none. */
  patch<Name extends TableName>(
    event: Cause,
    name: Name,
    id: number,
    change: (entity: EntityOf<Name>) => Partial<EntityOf<Name>>,
  ): EntityOf<Name> | undefined {
    const entity = this.own(name, id)
    if (entity) return Object.assign(entity, change(entity))
    this.anomaly(event, `${event.type} names ${name} ${id}, which is not known`)
    return undefined
  }

  /** The ring with one more value, to put in the place of the one that was given. */
  pushed<T>(ring: Ring<T>, value: T): Ring<T> {
    const own = this.#parts.has(ring) ? ring : ownRing(ring)
    this.#parts.add(own)
    pushOnto(own, value)
    return own
  }

  /** The sums with one of them raised, to put in the place of those that were given. */
  raised<Key extends string>(sums: Sums<Key>, key: NoInfer<Key>, by: number): Sums<Key> {
    const own: { [key in Key]?: number } = this.#parts.has(sums) ? sums : { ...sums }
    this.#parts.add(own)
    own[key] = (own[key] ?? 0) + by
    return own
  }

  anomaly(event: Cause, text: string): void {
    this.world.anomalies = this.pushed(this.world.anomalies, { seq: event.seq, text })
  }
}
