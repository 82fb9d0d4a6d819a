import type { Connection } from "../hub/connection.ts"
import { head } from "../hub/protocol.ts"
import { after } from "../process/wait.ts"
import { release } from "../self/keepAlive.ts"
import { Pace } from "./pace.ts"
import { PATIENCE_MS, UNUSED, type Wait } from "./protocol.ts"
import { writeCall } from "./shared.ts"

/** A call of this process that waits for a queue of another process. */
export interface Pending {
  readonly wait: Wait
  /** When it began to wait: ms, on the clock of performance.now. */
  readonly since: number
  /** The call's number at the owner; 0 when the owner was not asked. */
  op: number
  timer: NodeJS.Timeout | undefined
  reject(error: Error): void
}

/** How long the call may still wait from now on. */
function remaining({ wait, since }: Pending): Wait {
  if (wait.timeout === undefined) return wait
  return { ...wait, timeout: Math.max(0, wait.timeout - (performance.now() - since) / 1000) }
}

/** The calls of one kind of this process for a queue of another process, and its lease to do them without asking. */
export abstract class RemoteCalls<Call extends Pending> {
  protected readonly connection: Connection
  protected readonly id: number
  protected readonly pace = new Pace()
  protected isLeased = false
  /** Calls that wait here, in order. */
  protected waiting: Call[] = []
  readonly #lease: 0 | 1
  #ops = 0
  #isFlushing = false
  #patience: NodeJS.Timeout | undefined

  /** @param lease the number of its lease in UNUSED */
  constructor(connection: Connection, id: number, lease: 0 | 1) {
    this.connection = connection
    this.id = id
    this.#lease = lease
  }

  /** Sends what was done and is not reported yet. */
  abstract flush(): void

  protected say(kind: number, ...fields: number[]): void {
    this.connection.link.send(head(kind, this.id, ...fields))
  }

  protected flushLater(): void {
    if (this.#isFlushing) return
    this.#isFlushing = true
    process.nextTick(() => {
      this.#isFlushing = false
      this.flush()
    })
  }

  /** Requests the call from the owner. */
  protected ask(kind: number, call: Call, burst: number, preview: Buffer, ...item: Buffer[]): void {
    clearTimeout(call.timer)
    this.flush()
    call.op = ++this.#ops
    const waited = performance.now() - call.since
    const frame = writeCall(kind, this.id, call.op, remaining(call), burst, waited, preview.length)
    this.connection.link.send(frame, preview, ...item)
    this.connection.link.flush()
  }

  /** Times a waiting call that the owner was not asked for: the owner times only those that it knows. */
  protected waitHere(call: Call, refusal: () => Error): void {
    call.timer = after(remaining(call).timeout, () => {
      this.waiting.splice(this.waiting.indexOf(call), 1)
      this.settle(call).reject(refusal())
    })
    this.#watch()
  }

  protected settle(call: Call): Call {
    clearTimeout(call.timer)
    release()
    return call
  }

  /** Says that the lease is not used once the first call has waited for long. */
  #watch(): void {
    this.#patience ??= setTimeout(() => {
      this.#patience = undefined
      const first = this.isLeased ? this.waiting[0] : undefined
      if (!first) return
      if (performance.now() - first.since >= PATIENCE_MS) this.say(UNUSED, this.#lease)
      else this.#watch()
    }, PATIENCE_MS)
  }
}
