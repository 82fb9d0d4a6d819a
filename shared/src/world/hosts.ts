import type { ForkscopeEvent } from "../events/index.ts"
import type { World } from "./world.ts"

/** The machine on which a run begins; events without a machine belong to it. */
export const FIRST_HOST = 1

/** Number of cores of one machine, or of all machines of the run. */
export function coresOf(world: World, host?: number): number {
  if (host !== undefined) return world.hosts[host]?.cores ?? 0
  return Object.values(world.hosts).reduce((sum, { cores }) => sum + cores, 0)
}

/**
 * The event with its time on the axis of the run. Events have the time of the machine on which they happened; only this
 * function converts it to the time of the run's first machine, which worlds, findings and drawings use.
 *
 * An event without a process and a machine (e.g. output) belongs to the first machine.
 */
export function onAxis(world: World, event: ForkscopeEvent): ForkscopeEvent {
  const offset = world.hosts[hostOf(world, event)]?.clock.offset ?? 0
  return offset === 0 ? event : { ...event, at: event.at + offset }
}

/** Whether the clocks of all machines agree with the run's: then no event needs a conversion. */
export function isOnOneClock({ hosts }: Pick<World, "hosts">): boolean {
  for (const id in hosts) if (hosts[id]?.clock.offset !== 0) return false
  return true
}

function hostOf(world: World, event: ForkscopeEvent): number {
  if ("host" in event && event.host !== undefined) return event.host
  const proc = "proc" in event ? event.proc : "worker" in event ? event.worker : undefined
  return (proc === undefined ? undefined : world.processes[proc]?.host) ?? FIRST_HOST
}
