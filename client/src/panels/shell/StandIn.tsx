import { type EntityRef, stateOf, type World } from "@forkscope/shared/world"

export function StandIn(props: { world: World; selected: EntityRef | null; onSelect(ref: EntityRef | null): void }) {
  return (
    <div style={{ display: "flex", gap: 8, flexWrap: "wrap", padding: 8 }}>
      {Object.values(props.world.processes).map((process) => (
        <button key={process.id} type="button" onClick={() => props.onSelect({ kind: "process", id: process.id })}>
          {process.name} {process.pid} {stateOf(props.world, process.id)}
        </button>
      ))}
      {Object.values(props.world.pools).map((pool) => (
        <button key={pool.id} type="button" onClick={() => props.onSelect({ kind: "pool", id: pool.id })}>
          pool {pool.finished}/{pool.submitted}
        </button>
      ))}
      {Object.values(props.world.queues).map((queue) => (
        <button key={queue.id} type="button" onClick={() => props.onSelect({ kind: "queue", id: queue.id })}>
          queue {queue.depth}
        </button>
      ))}
    </div>
  )
}
