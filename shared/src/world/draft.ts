import { ownRing, pushOnto, type Ring } from "./ring.ts"
import type { World } from "./world.ts"

type TableName = "hosts" | "processes" | "queues" | "pools" | "tasks" | "locks" | "pipes" | "segments" | "ops" | "lines"
type EntityOf<Name extends TableName> = World[Name][number]

type Sums<Key extends string> = { readonly [key in Key]?: number }

/** The event that causes a change. */
export interface Cause {
  readonly seq: number
  readonly type: string
}

/**
 * The next world while a batch of events is folded into it.
 *
 * A table, an entity, a ring or a record of sums is copied on its first change, and then changed in place until the
 * fold ends. So the world at the start never changes, and each part is copied once per batch. Other lists and objects
 * inside entities are replaced.
 */
export class Draft {
  readonly world: { -readonly [Key in keyof World]: World[Key] }
  /** The tables that this fold has copied, each with the ids of the entities that it has copied or created. */
  readonly #owned = new Map<TableName, Set<number>>()
  /** Rings and records inside entities that this fold has copied. */
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

  /** @param entity A new object that is not used elsewhere. */
  set<Name extends TableName>(name: Name, id: number, entity: EntityOf<Name>): void {
    this.#own(name)
    this.#table(name)[id] = entity
  }

  remove(name: TableName, id: number): void {
    this.#own(name).delete(id)
    delete this.#table(name)[id]
  }

  /** A copy of an entity that may be changed with `Object.assign`; undefined if there is no such entity. */
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

  /** Changes some fields of an entity; records an anomaly if there is no such entity. */
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

  /** Adds a value to a ring. @returns the ring to use in place of the given one. */
  pushed<T>(ring: Ring<T>, value: T): Ring<T> {
    const own = this.#parts.has(ring) ? ring : ownRing(ring)
    this.#parts.add(own)
    pushOnto(own, value)
    return own
  }

  /** Adds to one of several sums. @returns the sums to use in place of the given ones. */
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
