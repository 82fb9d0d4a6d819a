/**
 * Frames between a queue's owner and its other processes, after kind and object number. `op` numbers a call of that
 * process; counts are of items. The protocol relies on the order of the one connection: operations reported before an
 * answer were done before it.
 *
 * A process that puts (gets) back to back, and is the only one to do so, gets a lease: credits to put without asking,
 * or items sent ahead of its requests. A lease ends when the owner recalls it (another process came, or operations are
 * to be reported one by one), or when its holder has not used it for a while.
 */
import { HEAD, OBJECT_KINDS } from "../hub/protocol.ts"

/** Caller: op, flags and burst, µs waited already, length of the preview, seconds (f64), preview, pickled item. */
export const PUT = OBJECT_KINDS
/** Caller: op, flags and burst, µs waited already, 0, seconds (f64). */
export const GET = OBJECT_KINDS + 1
/** Both ways: count, format, chunk. */
export const ITEMS = OBJECT_KINDS + 2
/** Caller: how many of the items sent were got; how many more are being handed out now and never come back. */
export const TAKEN = OBJECT_KINDS + 3
/** Caller: the lease to put ends; all its puts are sent. */
export const CREDITS_BACK = OBJECT_KINDS + 4
/** Caller: the lease to get ends; all items not taken return to the front of the queue. */
export const ITEMS_BACK = OBJECT_KINDS + 5
/** Caller: all operations so far are reported; answers a SYNC with its number. */
export const SYNCED = OBJECT_KINDS + 6
/** Caller: the lease to put (0) or to get (1) was not used for a while, recall it. */
export const UNUSED = OBJECT_KINDS + 7

/** Owner: op, outcome. */
export const PUT_DONE = OBJECT_KINDS + 8
/** Owner: op; there was no item. */
export const GET_FAILED = OBJECT_KINDS + 9
/** Owner: how many items more the caller may put without asking. It has the lease to put. */
export const CREDITS = OBJECT_KINDS + 10
/** Owner: items will come unasked, and the owner has dropped the caller's waiting calls. */
export const LEASE_TO_GET = OBJECT_KINDS + 11
export const RECALL_CREDITS = OBJECT_KINDS + 12
export const RECALL_ITEMS = OBJECT_KINDS + 13
/** Owner: a number. Report all operations so far, then answer. */
export const SYNC = OBJECT_KINDS + 14

export const OK = 0
export const FULL = 1

/** The flags of PUT and GET; the burst is in the upper bits. */
export const BLOCK = 1
export const HAS_TIMEOUT = 2
/** Offset of the timeout in PUT and GET, after four fields. */
export const TIMEOUT_AT = HEAD + 16
export const BURST_SHIFT = 8
export const MAX_BURST = 0xffff

/** How long a call may wait: Python's `block` and `timeout` (seconds). */
export interface Wait {
  readonly block: boolean
  readonly timeout: number | undefined
}
export const FOREVER: Wait = { block: true, timeout: undefined }
export const NOT_AT_ALL: Wait = { block: false, timeout: undefined }

/** Most items sent ahead to a process, and most that it may put without asking. */
export const WIDEST = 1024
/** A batch never holds back more than this part of the burst that it belongs to. */
export const BATCH_PART = 8
/** Calls back to back that earn a lease; more are needed after leases that had to be recalled for another process. */
export const EARNS_LEASE = 8
export const MOST_TO_EARN = 1024
/** A call that waits longer than this is sent to the owner even under a lease. */
export const PATIENCE_MS = 20
/** Calls that follow one another faster than this are a burst. */
export const BURST_GAP_MS = 0.05
