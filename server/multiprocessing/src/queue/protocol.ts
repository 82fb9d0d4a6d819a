/**
 * Frames between a queue's owner and its other processes, behind kind and object number. `op` numbers a call of that
 * process; counts are of items. Order on the one connection is what makes the protocol simple: what was said before an
 * answer was done before it.
 *
 * A process that puts (gets) back to back, and is the only one to do so, gets a lease: credits to put without asking,
 * or items ahead of being asked for. A lease ends when the owner recalls it (another process came, or the queue is to
 * be told about item by item), or when its holder has nothing to do with it for a while.
 */
import { HEAD, OBJECT_KINDS } from "../hub/protocol.ts"

/** Caller: op, flags and burst, µs waited already, length of the preview, seconds (f64), preview, pickled item. */
export const PUT = OBJECT_KINDS
/** Caller: op, flags and burst, µs waited already, 0, seconds (f64). */
export const GET = OBJECT_KINDS + 1
/** Both ways: count, format, chunk. */
export const ITEMS = OBJECT_KINDS + 2
/** Caller: so many of the items sent were got; so many more are being handed out now, never to come back. */
export const TAKEN = OBJECT_KINDS + 3
/** Caller: the lease to put ends, nothing of it is unsaid. */
export const CREDITS_BACK = OBJECT_KINDS + 4
/** Caller: the lease to get ends, all items not taken go back to the front. */
export const ITEMS_BACK = OBJECT_KINDS + 5
/** Caller: all that was done is said; answers a SYNC with its number. */
export const SYNCED = OBJECT_KINDS + 6
/** Caller: 0 or 1: nothing was to be done with the lease to put or to get for a while, recall it. */
export const UNUSED = OBJECT_KINDS + 7

/** Owner: op, outcome. */
export const PUT_DONE = OBJECT_KINDS + 8
/** Owner: op; there was no item. */
export const GET_FAILED = OBJECT_KINDS + 9
/** Owner: the caller may put so many more without asking, and has the lease to put. */
export const CREDITS = OBJECT_KINDS + 10
/** Owner: items will come without being asked for, and calls need not be told. */
export const LEASE_TO_GET = OBJECT_KINDS + 11
export const RECALL_CREDITS = OBJECT_KINDS + 12
export const RECALL_ITEMS = OBJECT_KINDS + 13
/** Owner: number. Say all that was done, then answer. */
export const SYNC = OBJECT_KINDS + 14

export const OK = 0
export const FULL = 1

/** The flags of PUT and GET; the burst stands in the upper bits. */
export const BLOCK = 1
export const HAS_TIMEOUT = 2
/** Where the timeout stands in PUT and GET, behind four fields. */
export const TIMEOUT_AT = HEAD + 16
export const BURST_SHIFT = 8
export const MAX_BURST = 0xffff

/** How long a call may wait: as Python's `block` and `timeout` (seconds). */
export interface Wait {
  readonly block: boolean
  readonly timeout: number | undefined
}
export const FOREVER: Wait = { block: true, timeout: undefined }
export const NOT_AT_ALL: Wait = { block: false, timeout: undefined }

/** Most items that a process is sent ahead, and most that it may put unasked. */
export const WIDEST = 1024
/** A batch never holds back more than this part of the burst that it belongs to. */
export const BATCH_PART = 8
/** So many calls back to back earn a lease; more after leases that had to be recalled for another process. */
export const EARNS_LEASE = 8
export const MOST_TO_EARN = 1024
/** A call that waits longer than this is told to the owner, lease or not. */
export const PATIENCE_MS = 20
/** Calls that follow one another faster than this are a burst. */
export const BURST_GAP_MS = 0.05
