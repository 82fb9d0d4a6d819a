/** Places in the table. Far fewer tasks are with a worker at a time. */
const PLACES = 1024

/**
 * Which of a worker thread's tasks its pool has reported. Shared by the two threads; the pool adds a task before it is
 * sent, and the worker takes it when it answers. A task whose place another one has taken is counted as not reported.
 */
export class Told {
  readonly table: Int32Array

  constructor(table: Int32Array = new Int32Array(new SharedArrayBuffer(4 * PLACES))) {
    this.table = table
  }

  add(id: string): void {
    const hash = hashOf(id)
    Atomics.store(this.table, hash % PLACES, hash)
  }

  /** @returns whether the task was reported; once. */
  take(id: string): boolean {
    const hash = hashOf(id)
    return Atomics.compareExchange(this.table, hash % PLACES, hash, 0) === hash
  }
}

/** FNV-1a in 31 bits; never 0, which marks an empty place. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 1 || 1
}
