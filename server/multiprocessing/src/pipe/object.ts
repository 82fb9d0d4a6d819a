import { BrokenPipeError, EOFError } from "../errors.ts"
import type { Caller, HubObject } from "../hub/object.ts"
import { observer } from "../observe/observer.ts"
import { after } from "../process/wait.ts"

/** Bytes that an end buffers before senders wait: the size of the kernel's buffer of a real pipe. */
const ROOM = 65_536

interface Message {
  bytes: Buffer
  value: string
}
interface Receiver {
  caller: Caller
  resolve(message: Message): void
  reject(error: Error): void
}
interface Looker {
  caller: Caller
  resolve(isThere: boolean): void
  timer: NodeJS.Timeout | undefined
}
interface Sender {
  caller: Caller
  message: Message
  resolve(): void
  reject(error: Error): void
}

/** One end of a pipe: what was sent to it, and which processes have it. */
class End {
  inbox: Message[] = []
  bytes = 0
  senders: Sender[] = []
  receivers: Receiver[] = []
  lookers: Looker[] = []
  /** How many objects in each process stand for this end, by the process's key. */
  readonly holders = new Map<string, number>()
  /** Handles of this end that were sent and that no process has attached yet. */
  underway = 0

  get isClosed(): boolean {
    return this.holders.size === 0 && this.underway === 0
  }
}

/**
 * A pipe in the process that made it. As with a descriptor, an end is closed once every process that had it has closed
 * it or ended; the other end then reads what is left, and after that EOF.
 */
export class PipeObject implements HubObject {
  readonly key = observer.newKey()
  readonly #ends: [End, End] = [new End(), new End()]

  constructor(maker: Caller, duplex: boolean) {
    for (const end of this.#ends) end.holders.set(maker.key, 1)
    observer.emit({ type: "pipe.created", pipe: this.key, proc: maker.key, duplex })
  }

  call(caller: Caller, method: string, [side, ...args]: unknown[]): unknown {
    const own = this.#ends[side as 0 | 1]
    const other = this.#ends[side === 0 ? 1 : 0]
    switch (method) {
      case "send":
        return this.#send(caller, other, { bytes: args[0] as Buffer, value: args[1] as string })
      case "recv":
        return this.#recv(caller, own, other)
      case "poll":
        return this.#poll(caller, own, other, args[0] as number | undefined)
      case "lend":
        own.underway++
        return undefined
      case "attach":
        own.underway = Math.max(0, own.underway - 1)
        own.holders.set(caller.key, (own.holders.get(caller.key) ?? 0) + 1)
        return undefined
      case "close":
        return this.#letGo(caller.key, own, other, 1)
      default:
        throw new ReferenceError(`a pipe has no method ${method}`)
    }
  }

  drop(caller: Caller): void {
    const isOther = (one: { caller: Caller }) => one.caller !== caller
    for (const [end, other] of [this.#ends, [...this.#ends].reverse() as [End, End]] as const) {
      end.receivers = end.receivers.filter(isOther)
      end.senders = end.senders.filter(isOther)
      for (const looker of end.lookers) if (!isOther(looker)) clearTimeout(looker.timer)
      end.lookers = end.lookers.filter(isOther)
      this.#letGo(caller.key, end, other, Number.POSITIVE_INFINITY)
    }
  }

  #send(caller: Caller, to: End, message: Message): void | Promise<void> {
    const op = observer.isObserved ? observer.newKey() : ""
    const fact = { pipe: this.key, proc: caller.key, op }
    observer.emit({ type: "pipe.send.started", ...fact, value: message.value })
    const finish = (outcome: "ok" | "error") => observer.emit({ type: "pipe.send.finished", ...fact, outcome })
    if (to.isClosed) {
      finish("error")
      throw new BrokenPipeError("Broken pipe: the other end is closed")
    }
    if (to.senders.length === 0 && (to.bytes === 0 || to.bytes + message.bytes.length <= ROOM)) {
      finish("ok")
      this.#arrive(to, message)
      return
    }
    return new Promise((resolve, reject) => {
      const done = () => {
        finish("ok")
        resolve()
      }
      const fail = (error: Error) => {
        finish("error")
        reject(error)
      }
      to.senders.push({ caller, message, resolve: done, reject: fail })
    })
  }

  #arrive(end: End, message: Message): void {
    const receiver = end.receivers.shift()
    if (receiver) {
      receiver.resolve(message)
      return
    }
    end.inbox.push(message)
    end.bytes += message.bytes.length
    for (const looker of end.lookers.splice(0)) looker.resolve(true)
  }

  #recv(caller: Caller, own: End, other: End): Promise<Buffer> {
    const op = observer.isObserved ? observer.newKey() : ""
    const fact = { pipe: this.key, proc: caller.key, op }
    observer.emit({ type: "pipe.recv.started", ...fact })
    return new Promise((resolve, reject) => {
      const take = ({ bytes, value }: Message) => {
        const shown = value ? { value } : {}
        observer.emit({ type: "pipe.recv.finished", ...fact, outcome: "ok", ...shown })
        resolve(bytes)
      }
      const fail = (error: Error) => {
        observer.emit({ type: "pipe.recv.finished", ...fact, outcome: "eof" })
        reject(error)
      }
      const message = own.inbox.shift()
      if (message) {
        own.bytes -= message.bytes.length
        this.#admit(own)
        take(message)
      } else if (other.isClosed) fail(new EOFError("the other end is closed"))
      else own.receivers.push({ caller, resolve: take, reject: fail })
    })
  }

  /** Admits waiting senders while there is room. */
  #admit(end: End): void {
    for (let first = end.senders[0]; first; first = end.senders[0]) {
      if (end.bytes > 0 && end.bytes + first.message.bytes.length > ROOM) return
      end.senders.shift()
      this.#arrive(end, first.message)
      first.resolve()
    }
  }

  /** Whether a receive would return at once, with a message or with EOF. */
  #poll(caller: Caller, own: End, other: End, timeout: number | undefined): boolean | Promise<boolean> {
    if (own.inbox.length > 0 || other.isClosed) return true
    if (timeout === 0) return false
    return new Promise((resolve) => {
      const timer = after(timeout, () => {
        own.lookers.splice(own.lookers.indexOf(looker), 1)
        resolve(false)
      })
      const looker: Looker = {
        caller,
        timer,
        resolve(isThere) {
          clearTimeout(timer)
          resolve(isThere)
        },
      }
      own.lookers.push(looker)
    })
  }

  #letGo(key: string, end: End, other: End, times: number): void {
    const held = end.holders.get(key) ?? 0
    if (held > times) end.holders.set(key, held - times)
    else end.holders.delete(key)
    if (held === 0 || !end.isClosed) return
    for (const receiver of other.receivers.splice(0)) receiver.reject(new EOFError("the other end is closed"))
    for (const looker of other.lookers.splice(0)) looker.resolve(true)
    for (const sender of end.senders.splice(0))
      sender.reject(new BrokenPipeError("Broken pipe: the other end is closed"))
  }
}
