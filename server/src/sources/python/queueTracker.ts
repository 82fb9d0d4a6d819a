import type { RawFact } from "./rawFact.ts"

type Emit = (raw: RawFact) => void

/** The world draws so many items one by one (see reduce/queue.ts): from there on it only counts. */
const ITEMS_DRAWN = 500

interface Queue {
  key: string
  maxsize: number
  isFifo: boolean
  puts: number
  gets: number
  lastItem: number
  /** Items the world shows, oldest first. */
  items: number[]
  /** By process and its own count of puts: the item. */
  byPut: Map<string, number>
  /** By the order of the writes into the pipe: the item. */
  byWrite: Map<number, number>
  /** By process: how many items it has put. */
  lastPut: Map<string, number>
  isCounting: boolean
  buffered: Map<string, number>
}

/** What the processes do with queues, in an order that is possible: no item is got before it was put. */
export class QueueTracker {
  readonly #queues = new Map<string, Queue>()
  readonly #emit: Emit

  constructor(emit: Emit) {
    this.#emit = emit
  }

  has(key: string): boolean {
    return this.#queues.has(key)
  }

  created(raw: RawFact): void {
    const key = String(raw.queue)
    this.#queues.set(key, {
      key,
      maxsize: Number(raw.maxsize),
      isFifo: raw.kind === "manager",
      puts: 0,
      gets: 0,
      lastItem: 0,
      items: [],
      byPut: new Map(),
      byWrite: new Map(),
      lastPut: new Map(),
      isCounting: false,
      buffered: new Map(),
    })
    this.#emit(raw)
  }

  /** Whether `put` can be told now. Where items are only counted, the counts come late: nothing waits for them. */
  isPutDue(key: string, proc: string, put: number): boolean {
    const queue = this.#queues.get(key)
    if (!queue) return false
    if (queue.isCounting) return true
    if (queue.puts - queue.gets >= queue.maxsize) return false
    // A process's items go into the pipe in the order in which it put them.
    return put === 0 || put === (queue.lastPut.get(proc) ?? 0) + 1
  }

  /** Whether `got` can be told now; as above. */
  isGetDue(key: string, write: number): boolean {
    const queue = this.#queues.get(key)
    if (!queue) return false
    if (queue.isCounting) return true
    return queue.puts > queue.gets && queue.byWrite.has(queue.isFifo ? queue.gets + 1 : write)
  }

  /**
   * An item went in.
   *
   * @param put The process's own count of its puts into a buffer; 0 where there is no buffer.
   * @param write The place among the writes into the pipe; 0 when a feeder thread will write.
   */
  put(raw: RawFact, put: number, write: number): void {
    const queue = this.#of(raw)
    const proc = String(raw.proc)
    if (put > 0) queue.lastPut.set(proc, put)
    queue.puts++
    const item = ++queue.lastItem
    if (put > 0) queue.byPut.set(`${raw.proc}#${put}`, item)
    if (write > 0) queue.byWrite.set(write, item)
    if (queue.isFifo) queue.byWrite.set(item, item)
    // Others may have been counted as got before the puts they got were counted.
    const depth = Math.max(1, this.#depth(queue))
    const isDrawn = queue.items.length < ITEMS_DRAWN
    this.#fit(raw, queue, queue.items.length + 1, depth, 1)
    if (isDrawn) queue.items.push(item)
    if (put > 0) queue.buffered.set(String(raw.proc), (queue.buffered.get(String(raw.proc)) ?? 0) + 1)
    this.#emit({ ...raw, outcome: "ok", item, depth, ...(put > 0 ? { buffered: true } : {}) })
  }

  /** The feeder thread wrote its process's `put`-th item as the `write`-th of the pipe; 0: it could not be pickled. */
  written(raw: RawFact, put: number, write: number, isForced: boolean): boolean {
    const queue = this.#of(raw)
    const place = `${raw.proc}#${put}`
    const item = queue.byPut.get(place)
    if (item === undefined && !isForced && !queue.isCounting) return false
    queue.byPut.delete(place)
    queue.buffered.set(String(raw.proc), Math.max(0, (queue.buffered.get(String(raw.proc)) ?? 0) - 1))
    if (write > 0) {
      if (item === undefined) return true
      queue.byWrite.set(write, item)
      this.#emit({ ...raw, item })
      return true
    }
    queue.puts--
    queue.items = queue.items.filter((one) => one !== item)
    this.#sampled(raw, queue, 0, 0, 0)
    return true
  }

  /** An item came out: the `write`-th of the pipe. */
  got(raw: RawFact, write: number): void {
    const queue = this.#of(raw)
    const place = queue.isFifo ? queue.gets + 1 : write
    const item = queue.byWrite.get(place)
    queue.gets++
    queue.byWrite.delete(place)
    const depth = this.#depth(queue)
    const rest = queue.items.filter((one) => one !== item)
    this.#fit(raw, queue, rest.length, depth, 0)
    queue.items = queue.items.filter((one) => one !== item)
    this.#emit({ ...raw, outcome: "ok", depth, ...(item === undefined ? {} : { item }) })
  }

  /** A put or get that moved nothing. */
  refused(raw: RawFact): void {
    const queue = this.#of(raw)
    this.#emit({ ...raw, depth: Math.max(queue.items.length, this.#depth(queue)) })
  }

  /** Operations that a process only counted since it was last asked. */
  counted(raw: RawFact, puts: number, gets: number, written: number, interval: number): void {
    const queue = this.#of(raw)
    queue.isCounting = true
    queue.puts += puts
    queue.gets += gets
    const proc = String(raw.proc)
    queue.buffered.set(proc, Math.max(0, (queue.buffered.get(proc) ?? 0) + (queue.isFifo ? 0 : puts - written)))
    if (queue.byWrite.size > 4 * ITEMS_DRAWN) queue.byWrite.clear()
    if (queue.byPut.size > 4 * ITEMS_DRAWN) queue.byPut.clear()
    this.#sampled(raw, queue, puts, gets, interval)
  }

  #of(raw: RawFact): Queue {
    const queue = this.#queues.get(String(raw.queue))
    if (!queue) throw new Error(`Expected queue ${raw.queue} to be known`)
    return queue
  }

  #depth(queue: Queue): number {
    return Math.min(queue.maxsize, Math.max(0, queue.puts - queue.gets))
  }

  /** What the world shows of items must not be more than there are: those it was not told of were in between. */
  #fit(raw: RawFact, queue: Queue, shown: number, depth: number, added: number): void {
    if (shown <= depth) return
    const room = Math.max(0, depth - added)
    queue.items = queue.items.slice(Math.max(0, queue.items.length - room))
    const { at, queue: key, proc } = raw
    this.#emit({ type: "queue.sampled", at, queue: key, proc, puts: 0, gets: 0, depth: room, interval: 0 })
  }

  #sampled(raw: RawFact, queue: Queue, puts: number, gets: number, interval: number): void {
    const { at, queue: key, proc } = raw
    const depth = this.#depth(queue)
    queue.items = queue.items.slice(Math.max(0, queue.items.length - depth))
    const buffered = Math.min(depth, queue.buffered.get(String(proc)) ?? 0)
    this.#emit({ type: "queue.sampled", at, queue: key, proc, puts, gets, depth, buffered, interval })
  }
}
