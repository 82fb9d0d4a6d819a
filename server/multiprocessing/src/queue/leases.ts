import {
  CREDITS,
  EARNS_LEASE,
  LEASE_TO_GET,
  MOST_TO_EARN,
  PATIENCE_MS,
  RECALL_CREDITS,
  RECALL_ITEMS,
  SYNC,
  WIDEST,
} from "./protocol.ts"
import type { QueueState } from "./state.ts"
import type { Client } from "./waiters.ts"

/** How many items a new holder is sent ahead; doubled each time it has taken that many TURNS_TO_WIDEN times. */
const NARROWEST = 32
const TURNS_TO_WIDEN = 4

/** Free; held by a process; or recalled from it, and its answer is still to come. */
export const LEASE_STATES = ["free", "held", "recalled"] as const
export type LeaseState = (typeof LEASE_STATES)[number]

/**
 * Which process may put without asking, and which one is sent items ahead: at most one each, and only while it is the
 * only one that puts (gets). Places granted as credits count as taken.
 */
export class Leases {
  credits = 0
  /** State of the lease to put, and of the lease to get. */
  toPut: LeaseState = "free"
  toGet: LeaseState = "free"
  /** The holder of the lease to get. */
  itemsTo: Client | undefined
  /** How many items may be sent ahead to it. */
  width = NARROWEST
  #creditsTo: Client | undefined
  readonly #core: QueueState
  #lastPutter: Client | undefined
  #lastGetter: Client | undefined
  #putBurst = 0
  #getBurst = 0
  #putPrice = EARNS_LEASE
  #getPrice = EARNS_LEASE
  #taken = 0
  #isRenewing = false
  #syncs = new Map<number, { client: Client; done(): void }>()
  #count = 0

  constructor(core: QueueState) {
    this.#core = core
  }

  notePut(client: Client, burst: number): void {
    if (this.#creditsTo && this.#creditsTo !== client) {
      this.#putPrice = Math.min(MOST_TO_EARN, this.#putPrice * 2)
      this.recallCredits()
    }
    this.#putBurst = this.#lastPutter === client ? burst : 0
    this.#lastPutter = client
  }

  noteGet(client: Client, burst: number): void {
    if (this.itemsTo && this.itemsTo !== client) {
      this.#getPrice = Math.min(MOST_TO_EARN, this.#getPrice * 2)
      this.recallItems()
    }
    this.#getBurst = this.#lastGetter === client ? burst : 0
    this.#lastGetter = client
  }

  /** Grants the lease to put, if it is free and the client has earned it. */
  offerCredits(client: Client): void {
    if (this.#core.facts.isTelling || client.isLocal || this.#creditsTo || this.#core.putters.length > 0) return
    if (client !== this.#lastPutter || this.#putBurst < this.#putPrice) return
    this.#creditsTo = client
    this.toPut = "held"
    this.#grant()
  }

  /** Grants the lease to get, if it is free and the client has earned it. */
  offerItems(client: Client): void {
    if (this.#core.facts.isTelling || client.isLocal || this.itemsTo || this.#core.getters.length > 0) return
    if (client !== this.#lastGetter || this.#getBurst < this.#getPrice) return
    if (this.#core.deliveries.goesToOther(client)) return
    this.itemsTo = client
    this.toGet = "held"
    this.width = NARROWEST
    this.#taken = 0
    client.say(LEASE_TO_GET)
  }

  /** Items were put on credit. */
  used(client: Client, count: number): void {
    if (client === this.#creditsTo) this.credits -= count
  }

  /** Items sent ahead were taken: a holder that uses them up is sent more at once. */
  noteTaken(count: number): void {
    if (!this.itemsTo) return
    this.#taken += count
    if (this.#taken < this.width * TURNS_TO_WIDEN) return
    this.#taken = 0
    this.#getPrice = EARNS_LEASE
    this.width = Math.min(WIDEST, this.width * 2)
  }

  /**
   * Grants places that became free: at once when they are a quarter of the most it may have, fewer when nothing more
   * comes in this turn.
   */
  renew(): void {
    if (this.toPut !== "held" || this.#core.putters.length > 0) return
    const places = this.#places()
    if (places === 0) return
    if (places * 4 >= Math.min(WIDEST, this.#core.maxsize)) this.#grant()
    else if (this.credits === 0 && !this.#isRenewing) {
      this.#isRenewing = true
      setImmediate(() => {
        this.#isRenewing = false
        if (this.toPut === "held" && this.#core.putters.length === 0) this.#grant()
      })
    }
  }

  recallCredits(): void {
    if (this.toPut !== "held") return
    this.toPut = "recalled"
    this.#creditsTo?.say(RECALL_CREDITS)
  }

  recallItems(): void {
    if (this.toGet !== "held") return
    this.toGet = "recalled"
    this.itemsTo?.say(RECALL_ITEMS)
  }

  recallAll(): void {
    this.recallCredits()
    this.recallItems()
  }

  creditsBack(client: Client): void {
    if (client !== this.#creditsTo) return
    this.#endPut()
    this.#core.settle()
  }

  itemsBack(client: Client): void {
    if (client !== this.itemsTo) return
    this.#endGet()
    this.#core.deliveries.back(client)
    this.#core.settle()
  }

  drop(client: Client): void {
    for (const [number, sync] of this.#syncs) if (sync.client === client) this.synced(number)
    if (client === this.itemsTo) this.#endGet()
    if (client === this.#creditsTo) this.#endPut()
  }

  #endPut(): void {
    this.#creditsTo = undefined
    this.toPut = "free"
    this.credits = 0
  }

  #endGet(): void {
    this.itemsTo = undefined
    this.toGet = "free"
  }

  /**
   * Waits until the holders have reported all operations so far. A busy holder is not waited for: it may have put or
   * got a few items that are not counted yet.
   */
  async upToDate(asker: Client): Promise<void> {
    const holders = new Set([this.#creditsTo, this.itemsTo])
    const answers = [...holders].map((client) => {
      if (!client || client === asker) return undefined
      const number = ++this.#count
      return new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer)
          this.#syncs.delete(number)
          resolve()
        }
        const timer = setTimeout(done, PATIENCE_MS)
        this.#syncs.set(number, { client, done })
        client.say(SYNC, number)
      })
    })
    await Promise.all(answers)
  }

  synced(number: number): void {
    this.#syncs.get(number)?.done()
  }

  #places(): number {
    return Math.max(0, Math.min(this.#core.free, WIDEST - this.credits))
  }

  #grant(): void {
    const places = this.#places()
    this.credits += places
    this.#creditsTo?.say(CREDITS, places)
  }
}
