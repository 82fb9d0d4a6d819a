import { factKey } from "../observe/observer.ts"
import { identity } from "../self/identity.ts"
import { checkSpawning, type Handle, registerHandle } from "../wire/codec.ts"
import { connectTo } from "./connection.ts"
import { hub, localPort } from "./hub.ts"
import type { HubObject, Port } from "./object.ts"

/** Where a shared object is: here, or in another process. */
export type Place = { object: HubObject } | { address: string; id: number }

/** Facts' key and what else travels with the handle. */
export interface ProxyParts {
  place: Place
  key: string
  extra?: Record<string, unknown>
}

/** What shared objects have in common for the program: they are called by a port and travel as a handle. */
export abstract class SharedProxy {
  readonly pickle: () => Handle
  readonly kind: string
  readonly [factKey]: string
  protected readonly port: Port

  constructor(kind: string, { place, key, extra }: ProxyParts) {
    const managed = isManaged(extra)
    this.kind = kind
    this[factKey] = key
    this.port = "object" in place ? localPort(place.object) : connectTo(place.address).port(place.id)
    this.pickle = () => {
      if (!managed && this.isInherited) checkSpawning(this.constructor.name)
      return { kind, key, managed, ...this.travels(place), ...addressOf(place) }
    }
  }

  /** Whether other processes can have it only by being started with it. */
  protected get isInherited(): boolean {
    return true
  }

  /** Called when a handle of it leaves; @returns what else is to travel with it. */
  protected travels(_place: Place): Record<string, unknown> {
    return {}
  }
}

/** What a manager keeps may travel anywhere. */
export function isManaged(extra: Record<string, unknown> | undefined): boolean {
  return extra ? extra.managed === true : identity().role === "manager"
}

/** How handles of a kind become objects again. */
export function registerProxy(kind: string, make: (parts: ProxyParts) => unknown): void {
  registerHandle(kind, ({ kind: _, address, id, key, ...extra }) =>
    make({ place: placeOf(address, id), key: key as string, extra }),
  )
}

/** The object itself where it lives here. */
function placeOf(address: string, id: number): Place {
  const object = hub.isOwn(address) ? hub.object(id) : undefined
  return object ? { object } : { address, id }
}

function addressOf(place: Place): { address: string; id: number } {
  return "object" in place ? { address: hub.address, id: hub.publish(place.object) } : place
}
