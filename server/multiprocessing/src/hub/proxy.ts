import { factKey } from "../observe/observer.ts"
import { identity } from "../self/identity.ts"
import { checkSpawning, type Handle, registerHandle } from "../wire/codec.ts"
import { connectTo } from "./connection.ts"
import { hub, localPort } from "./hub.ts"
import type { HubObject, Port } from "./object.ts"

/** Where a shared object is: here, or in another process. */
export type Place = { object: HubObject } | { address: string; id: number }

/** What a proxy is made of: where the object is, its key in facts, and the further fields of the handle. */
export interface ProxyParts {
  place: Place
  key: string
  extra?: Record<string, unknown>
}

/** The program's side of a shared object: it calls the object through a port and is pickled as a handle. */
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

  /** Whether other processes can get it only as an argument when they are started. */
  protected get isInherited(): boolean {
    return true
  }

  /** Called when a handle is pickled; @returns its further fields. */
  protected travels(_place: Place): Record<string, unknown> {
    return {}
  }
}

/** Whether a manager keeps the object, which may then be pickled for any process at any time. */
export function isManaged(extra: Record<string, unknown> | undefined): boolean {
  return extra ? extra.managed === true : identity().role === "manager"
}

/** Registers how handles of a kind become objects again. */
export function registerProxy(kind: string, make: (parts: ProxyParts) => unknown): void {
  registerHandle(kind, ({ kind: _, address, id, key, ...extra }) =>
    make({ place: placeOf(address, id), key: key as string, extra }),
  )
}

/** Where the object is: the object itself if it lives in this process. */
function placeOf(address: string, id: number): Place {
  const object = hub.isOwn(address) ? hub.object(id) : undefined
  return object ? { object } : { address, id }
}

function addressOf(place: Place): { address: string; id: number } {
  return "object" in place ? { address: hub.address, id: hub.publish(place.object) } : place
}
