import type { ForkscopeEvent } from "../events/index.ts"
import type { World } from "./world.ts"

/** The machine that a run begins on; events that name none belong to it. */
export const FIRST_HOST = 1

/** Cores of one machine, or of all that take part. */
export function coresOf(world: World, host?: number): number {
  if (host !== undefined) return world.hosts[host]?.cores ?? 0
  return Object.values(world.hosts).reduce((sum, { cores }) => sum + cores, 0)
}

/**
 * The event with its time on the axis of the run. Events carry the time of the machine that they happened on; this is
 * the only place where that is turned into the time of the run's first machine, which worlds, findings and drawings use.
 *
 * An event that names no process and no machine (a result that was read, output) is the first machine's.
 */
export function onAxis(world: World, event: ForkscopeEvent): ForkscopeEvent {
  const offset = world.hosts[hostOf(world, event)]?.clock.offset ?? 0
  return offset === 0 ? event : { ...event, at: event.at + offset }
}

/** Whether the clocks of all machines are that of the run: then no event needs to be looked at. */
export function isOnOneClock({ hosts }: Pick<World, "hosts">): boolean {
  for (const id in hosts) if (hosts[id]?.clock.offset !== 0) return false
  return true
}

function hostOf(world: World, event: ForkscopeEvent): number {
  if ("host" in event && event.host !== undefined) return event.host
  const proc = "proc" in event ? event.proc : "worker" in event ? event.worker : undefined
  return (proc === undefined ? undefined : world.processes[proc]?.host) ?? FIRST_HOST
}
