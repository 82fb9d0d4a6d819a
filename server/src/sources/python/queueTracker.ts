import type { KeyedFact } from "../keyedFact.ts"

/**
 * Most items that were put and whose get is not found yet. Beyond this they are forgotten, and their gets have no item.
 */
const UNPAIRED_KEPT = 2000

interface Queue {
  maxsize: number
  /** Items come out in the order in which they were put: the queue of a manager. */
  isFifo: boolean
  puts: number
  gets: number
  lastItem: number
  /** Item numbers by process and its own count of puts. */
  byPut: Map<string, number>
  /** Item numbers by the order of the writes into the pipe. */
  byWrite: Map<number, number>
  /** By process: the number of items it has put. */
  lastPut: Map<string, number>
  /** Some of its operations were only counted. */
  isCounting: boolean
  /** By process: the number of items that wait for its feeder thread. */
  buffered: Map<string, number>
}

/** The process that used a queue, and when. */
interface Use {
  at: number
  proc: string
  queue: string
}

interface Call extends Use {
  tid: number
  op: string
  value?: string
}

/** Pairs puts with gets, and finds a possible order of them: no item is got before it was put. */
export class QueueTracker {
  readonly #queues = new Map<string, Queue>()
  readonly #emit: (fact: KeyedFact) => void

  constructor(emit: (fact: KeyedFact) => void) {
    this.#emit = emit
  }

  has(key: string): boolean {
    return this.#queues.has(key)
  }

  created(key: string, maxsize: number, isFifo: boolean): void {
    this.#queues.set(key, {
      maxsize,
      isFifo,
      puts: 0,
      gets: 0,
      lastItem: 0,
      byPut: new Map(),
      byWrite: new Map(),
      lastPut: new Map(),
      isCounting: false,
      buffered: new Map(),
    })
  }

  /** Whether a put can be reported now. If items are only counted, the counts come late, so nothing waits for them. */
  isPutDue(key: string, proc: string, put: number): boolean {
    const queue = this.#queues.get(key)
    if (!queue) return false
    if (queue.isCounting) return true
    if (queue.puts - queue.gets >= queue.maxsize) return false
    // A process's items are written into the pipe in the order in which it put them.
    return put === 0 || put === (queue.lastPut.get(proc) ?? 0) + 1
  }

  /** Whether a get can be reported now; the same applies to counts. */
  isGetDue(key: string, write: number): boolean {
    const queue = this.#queues.get(key)
    if (!queue) return false
    if (queue.isCounting) return true
    return queue.puts > queue.gets && queue.byWrite.has(queue.isFifo ? queue.gets + 1 : write)
  }

  /** Items in the queue, from what was reported and counted. */
  depthOf(key: string): number {
    return depthOf(this.#of(key))
  }

  /**
   * An item was put.
   *
   * @param put The process's own count of its puts into a buffer; 0 where there is no buffer.
   * @param write The number of the write into the pipe; 0 when a feeder thread will write.
   */
  put(call: Call, put: number, write: number): void {
    const { proc } = call
    const queue = this.#of(call.queue)
    queue.puts++
    const item = ++queue.lastItem
    if (put > 0) {
      queue.lastPut.set(proc, put)
      queue.byPut.set(`${proc}#${put}`, item)
      changeBuffered(queue, proc, 1)
    }
    if (write > 0) queue.byWrite.set(write, item)
    if (queue.isFifo) queue.byWrite.set(item, item)
    const buffered = put > 0 ? { buffered: true } : {}
    this.#emit({ type: "queue.put.finished", ...call, outcome: "ok", item, depth: depthOf(queue), ...buffered })
  }

  /** The feeder thread wrote its process's `put`-th item as the `write`-th of the pipe; 0: it could not be pickled. */
  written(use: Use & { tid: number }, put: number, write: number, isForced: boolean): boolean {
    const queue = this.#of(use.queue)
    const place = `${use.proc}#${put}`
    const item = queue.byPut.get(place)
    if (item === undefined && !isForced && !queue.isCounting) return false
    queue.byPut.delete(place)
    changeBuffered(queue, use.proc, -1)
    if (write === 0) {
      queue.puts--
      this.#sampled(use, queue, 0, 0, 0)
    } else if (item !== undefined) {
      queue.byWrite.set(write, item)
      this.#emit({ type: "queue.item.written", ...use, item })
    }
    return true
  }

  /** An item was got: the `write`-th of the pipe. */
  got(call: Call, write: number): void {
    const queue = this.#of(call.queue)
    const place = queue.isFifo ? queue.gets + 1 : write
    const item = queue.byWrite.get(place)
    queue.gets++
    queue.byWrite.delete(place)
    const paired = item === undefined ? {} : { item }
    this.#emit({ type: "queue.get.finished", ...call, outcome: "ok", depth: depthOf(queue), ...paired })
  }

  /** Reports operations that a process only counted since its last counts. */
  counted(use: Use, puts: number, gets: number, written: number, interval: number): void {
    const queue = this.#of(use.queue)
    queue.isCounting = true
    queue.puts += puts
    queue.gets += gets
    if (!queue.isFifo) changeBuffered(queue, use.proc, puts - written)
    if (queue.byWrite.size > UNPAIRED_KEPT) queue.byWrite.clear()
    if (queue.byPut.size > UNPAIRED_KEPT) queue.byPut.clear()
    this.#sampled(use, queue, puts, gets, interval)
  }

  #of(key: string): Queue {
    const queue = this.#queues.get(key)
    if (!queue) throw new Error(`Expected queue ${key} to be known`)
    return queue
  }

  #sampled(use: Use, queue: Queue, puts: number, gets: number, interval: number): void {
    const { at, queue: key, proc } = use
    const depth = depthOf(queue)
    const buffered = Math.min(depth, queue.buffered.get(proc) ?? 0)
    this.#emit({ type: "queue.sampled", at, queue: key, proc, puts, gets, depth, buffered, interval })
  }
}

function depthOf({ maxsize, puts, gets }: Queue): number {
  return Math.min(maxsize, Math.max(0, puts - gets))
}

function changeBuffered({ buffered }: Queue, proc: string, by: number): void {
  buffered.set(proc, Math.max(0, (buffered.get(proc) ?? 0) + by))
}
