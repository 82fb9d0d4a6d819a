import type { HostEntity } from "../world.ts"
import type { hostEvents } from "./types.ts"

/** A machine of which only the number of cores is known, as in recordings from before `host.joined`. */
export function unknownHost(id: number, cores: number): HostEntity {
  return {
    id,
    name: "",
    bootId: null,
    cores,
    memory: null,
    platform: "",
    kernel: "",
    clock: { offset: 0, error: 0 },
  }
}

export const reduceHost: hostEvents = {
  "host.joined": (draft, { host, name, bootId = null, cores, memory = null, platform, kernel }) => {
    const { clock } = draft.get("hosts", host) ?? unknownHost(host, cores)
    draft.set("hosts", host, { id: host, name, bootId, cores, memory, platform, kernel, clock })
  },
  "host.clock.measured": (draft, event) =>
    draft.patch(event, "hosts", event.host, () => ({ clock: { offset: event.offset, error: event.error } })),
}
