/**
 * Frames between a hub and the processes that use its objects. The first frame of a connection is the 32 bytes of the
 * authkey and JSON of the caller's identity; every further frame begins with one byte for its kind and the object's
 * number.
 */
import { Buffer } from "node:buffer"

/** Hub → child: its job. */
export const BOOT = 1
/** Caller → hub: request number, pickled [method, ...arguments]. */
export const CALL = 2
/** Hub → caller: request number, 1 or 0 for ok or error, pickled value or error's description. */
export const REPLY = 3
/** Hub → caller: the authkey is wrong. */
export const REFUSED = 4
/** Kinds from here on belong to the objects; queues use them. */
export const OBJECT_KINDS = 16

export const AUTHKEY_BYTES = 32
/** Length of the kind and the object's number, where the rest of a frame begins. */
export const HEAD = 5

/** Longest first frame that is read from a caller that has not shown the authkey. */
export const LONGEST_HELLO = 4096

export interface Hello {
  key: string
}

/** The beginning of a frame: kind, object, and further u32 fields. */
export function head(kind: number, object: number, ...fields: number[]): Buffer {
  const bytes = Buffer.allocUnsafe(HEAD + 4 * fields.length)
  bytes[0] = kind
  bytes.writeUInt32LE(object, 1)
  for (let index = 0; index < fields.length; index++) bytes.writeUInt32LE(fields[index] ?? 0, HEAD + 4 * index)
  return bytes
}
