import type { ForkscopeEvent } from "../events/index.ts"
import { valuesOf } from "./ring.ts"
import { storyText } from "./story.ts"
import type { EntityRef } from "./target.ts"
import { KEEP, type World } from "./world.ts"

/** Checks what must always be true of a world. @returns a sentence for each violation. */
export function violations(world: World): { entity: EntityRef | null; text: string }[] {
  const found: { entity: EntityRef | null; text: string }[] = []
  const expect = (holds: boolean, kind: EntityRef["kind"], id: number, text: string) => {
    if (!holds) found.push({ entity: { kind, id }, text: `${kind} ${id} ${text}` })
  }
  for (const process of Object.values(world.processes)) {
    const { id } = process
    expect(process.reapedAt === null || process.exitedAt !== null, "process", id, "was reaped before it exited")
    expect(process.pid === null || process.spawnedAt !== null, "process", id, "has a PID and was never spawned")
    expect(process.parent !== id, "process", id, "is its own parent")
    expect(
      process.exitedAt !== null || process.cutOff.length === 0,
      "process",
      id,
      "lives, and waits of it were cut off",
    )
  }
  for (const op of Object.values(world.ops)) {
    const caller = world.processes[op.proc]
    expect(!caller || caller.exitedAt === null, "process", op.proc, `has ended and still waits in ${op.kind} ${op.id}`)
  }
  for (const queue of Object.values(world.queues)) {
    const { id, depth, maxsize, items } = queue
    expect(depth >= 0, "queue", id, `holds ${depth} items`)
    expect(depth <= maxsize, "queue", id, `holds ${depth} items, more than its maxsize ${maxsize}`)
    expect(items.length <= depth, "queue", id, `shows ${items.length} items and holds ${depth}`)
    expect(isAscending(items.map((item) => item.id)), "queue", id, "has items out of the order of their puts")
  }
  for (const pool of Object.values(world.pools)) {
    const { id } = pool
    const slots = Math.min(pool.size, KEEP.slots)
    expect(pool.slots.length === slots, "pool", id, `has ${pool.slots.length} slots, not ${slots}`)
    expect(pool.unreadErrors >= 0, "pool", id, `counts ${pool.unreadErrors} unread errors`)
    expect(pool.finished <= pool.submitted, "pool", id, `finished ${pool.finished} of ${pool.submitted} tasks`)
    for (const slot of pool.slots) {
      expect(slot.state !== "busy" || slot.task !== null, "pool", id, `has slot ${slot.slot} busy without a task`)
    }
    for (const task of pool.backlog) {
      expect(world.tasks[task]?.state === "pending", "task", task, "is in the backlog and not pending")
    }
  }
  for (const { seq, text } of valuesOf(world.anomalies)) found.push({ entity: null, text: `event ${seq}: ${text}` })
  return found
}

const isAscending = (ids: readonly number[]) => ids.every((id, place) => place === 0 || id > (ids[place - 1] as number))

/** @throws Error if an invariant is violated, with the events of the entity concerned. */
export function checkInvariants(world: World, events: Iterable<ForkscopeEvent> = []): void {
  const found = violations(world)
  if (found.length === 0) return
  const history = [...events]
  const text = found.map(({ entity, text }) => (entity ? `${text}\n${storyText(history, entity)}` : text))
  throw new Error(`Expected a consistent world at seq ${world.seq}, but:\n${text.join("\n")}`)
}
