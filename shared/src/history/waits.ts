import type { ForkscopeEvent } from "../events/index.ts"
import type { OpKind, World } from "../world/index.ts"

const KINDS = {
  "queue.put.started": "put",
  "queue.get.started": "get",
  "join.started": "join",
  "sleep.started": "sleep",
  "result.wait.started": "result",
  "lock.acquire.started": "acquire",
  "pipe.send.started": "send",
  "pipe.recv.started": "recv",
  "proxy.call.started": "call",
} as const satisfies Partial<Record<ForkscopeEvent["type"], OpKind>>

type Started = Extract<ForkscopeEvent, { type: keyof typeof KINDS }>
const isStarted = (event: ForkscopeEvent): event is Started => event.type in KINDS

type Waited = Record<OpKind, number>
const nothing = (): Waited => ({
  put: 0,
  get: 0,
  acquire: 0,
  join: 0,
  sleep: 0,
  result: 0,
  send: 0,
  recv: 0,
  call: 0,
})

interface Open {
  readonly kind: OpKind
  readonly proc: number
  readonly startedAt: number
  /** When its process ended, if it has: the end of the wait may still be told. */
  cutAt: number | null
}

/**
 * How long was waited for what, over all threads. It goes event by event: the slices of a world are forgotten, and know of a
 * wait whose end was told after that of its process only that it ended by then.
 */
export class WaitTrack {
  readonly #ended = nothing()
  readonly #open = new Map<number, Open>()
  /** Puts and gets that were told one by one, and did what they wanted. */
  moves = 0
  /** False: it began in the middle of a run. */
  isWhole = true

  /** Begins with the waits that a world knows to go on. */
  begin(world: World): void {
    this.isWhole = world.seq === 0
    for (const { id, kind, proc, startedAt } of Object.values(world.ops))
      this.#open.set(id, { kind, proc, startedAt, cutAt: null })
  }

  /** Takes the events after number `seq`. */
  follow(events: readonly ForkscopeEvent[], seq: number): void {
    for (const event of events) if (event.seq > seq) this.#take(event)
  }

  #take(event: ForkscopeEvent): void {
    if (isStarted(event)) {
      const { op, proc, at } = event
      this.#open.set(op, { kind: KINDS[event.type], proc, startedAt: at, cutAt: null })
    } else if (event.type === "process.exited" || event.type === "process.reaped") {
      for (const open of this.#open.values()) if (open.proc === event.proc) open.cutAt ??= event.at
    } else if (event.type === "lock.sampled") this.#ended.acquire += event.waited
    else if ("op" in event) {
      const open = this.#open.get(event.op)
      if (!open) return
      this.#open.delete(event.op)
      this.#ended[open.kind] += Math.max(0, event.at - open.startedAt)
      if ((open.kind === "put" || open.kind === "get") && "outcome" in event && event.outcome === "ok") this.moves += 1
    }
  }

  /** µs by what was waited for, until the time of a world: what still goes on in it counts so far. */
  until({ at, ops }: World): Readonly<Waited> {
    const all = { ...this.#ended }
    for (const [id, { kind, startedAt, cutAt }] of this.#open) {
      if (cutAt === null && (ops[id]?.isAbandoned || ops[id]?.block === false)) continue
      all[kind] += Math.max(0, (cutAt ?? at) - startedAt)
    }
    return all
  }
}
