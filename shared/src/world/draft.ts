import { pushed } from "./ring.ts"
import type { Table, World } from "./world.ts"

type TableName = "processes" | "queues" | "pools" | "tasks" | "locks" | "pipes" | "ops" | "lines"
type EntityOf<Name extends TableName> = World[Name][number]

/** The event on whose behalf something changes. */
export interface Cause {
  readonly seq: number
  readonly type: string
}

/**
 * The next world while a batch of events is folded into it.
 *
 * A table is copied when it is first written to and then written in place until the fold ends; entities are always
 * replaced. So the world that went in never changes, and a batch costs one copy of each table it touches.
 */
export class Draft {
  readonly world: { -readonly [Key in keyof World]: World[Key] }
  readonly #owned = new Set<TableName>()

  constructor(base: World) {
    this.world = { ...base }
  }

  #own<Name extends TableName>(name: Name): Record<number, EntityOf<Name>> {
    if (!this.#owned.has(name)) {
      this.#owned.add(name)
      Object.assign(this.world, { [name]: { ...this.world[name] } })
    }
    return this.world[name] as Record<number, EntityOf<Name>>
  }

  get<Name extends TableName>(name: Name, id: number): EntityOf<Name> | undefined {
    return (this.world[name] as Table<EntityOf<Name>>)[id]
  }

  set<Name extends TableName>(name: Name, id: number, entity: EntityOf<Name>): void {
    this.#own(name)[id] = entity
  }

  remove(name: TableName, id: number): void {
    delete this.#own(name)[id]
  }

  /** Replaces some fields of an entity; notes an anomaly where there is none. */
  patch<Name extends TableName>(
    event: Cause,
    name: Name,
    id: number,
    change: (entity: EntityOf<Name>) => Partial<EntityOf<Name>>,
  ): EntityOf<Name> | undefined {
    const entity = this.get(name, id)
    if (!entity) {
      this.anomaly(event, `${event.type} names ${name} ${id}, which is not known`)
      return undefined
    }
    const next = { ...entity, ...change(entity) } as EntityOf<Name>
    this.set(name, id, next)
    return next
  }

  anomaly(event: Cause, text: string): void {
    this.world.anomalies = pushed(this.world.anomalies, { seq: event.seq, text })
  }
}
