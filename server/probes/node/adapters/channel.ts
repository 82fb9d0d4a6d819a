import { DefaultDeserializer } from "node:v8"
import { lineReader } from "@forkscope/multiprocessing/observe/lines.ts"
import { type Channel, replace } from "../bindings.ts"
import { guarded } from "../emitter.ts"

/** Longest message that is read, in bytes or characters: a longer one would cost the program time. */
const LONGEST = 1 << 20
const LENGTH_BYTES = 4

type OnMessage = (message: unknown) => void

/**
 * Calls back for each message on a child's channel to its parent, in both serializations: those received before the
 * program gets them, in a later turn of the event loop; those sent, before they are sent.
 */
export function watchMessages(channel: Channel, received: OnMessage, sent: OnMessage): void {
  replace(
    channel,
    "writeUtf8String",
    (original) =>
      function (this: Channel, request, text, handle) {
        guarded(() => text.length <= LONGEST && sent(parsed(text)))
        return original.call(this, request, text, handle)
      },
  )
  if (channel.writeBuffer) {
    replace(
      channel,
      "writeBuffer",
      (original) =>
        function (this: Channel, request, bytes, handle) {
          guarded(() => bytes.length <= LONGEST && sent(deserialized(bytes.subarray(LENGTH_BYTES))))
          return original?.call(this, request, bytes, handle) as number
        },
    )
  }
  const { onread } = channel
  if (!onread) return
  const read = messageReader(received)
  channel.onread = (bytes) => {
    if (bytes) guarded(() => read(Buffer.from(bytes)))
    onread.call(channel, bytes)
  }
}

/**
 * Splits what comes into messages: lines of JSON, or values of V8's serializer after their length. The first byte says
 * which of the two a channel has: a length begins with a zero, since no message is that long.
 */
function messageReader(onMessage: OnMessage): (bytes: Buffer) => void {
  let read: ((bytes: Buffer) => void) | undefined
  return (bytes) => {
    read ??=
      bytes[0] === 0
        ? lengthReader((message) => message.length <= LONGEST && onMessage(deserialized(message)))
        : lineReader(Number.POSITIVE_INFINITY, (line) => line.length <= LONGEST && onMessage(parsed(line)))
    read(bytes)
  }
}

/** Calls back for each message that follows its length. */
function lengthReader(onMessage: (message: Buffer) => void): (bytes: Buffer) => void {
  let parts: Buffer[] = []
  let size = 0
  let wanted = LENGTH_BYTES
  return (bytes) => {
    parts.push(bytes)
    size += bytes.length
    if (size < wanted) return
    let rest = Buffer.concat(parts)
    wanted = LENGTH_BYTES
    while (rest.length >= LENGTH_BYTES) {
      const end = LENGTH_BYTES + rest.readUInt32BE(0)
      if (rest.length < end) {
        wanted = end
        break
      }
      onMessage(rest.subarray(LENGTH_BYTES, end))
      rest = rest.subarray(end)
    }
    parts = rest.length > 0 ? [rest] : []
    size = rest.length
  }
}

/** Node marks views of memory itself, and what is a plain value otherwise. */
const VIEW = 0

class ChannelDeserializer extends DefaultDeserializer {
  _readHostObject(): unknown {
    const owner = DefaultDeserializer.prototype as unknown as { _readHostObject(): unknown }
    return this.readUint32() === VIEW ? owner._readHostObject.call(this) : this.readValue()
  }
}

/** The value; undefined for what can't be read, which is none of a library's messages. */
function deserialized(bytes: Uint8Array): unknown {
  try {
    const reader = new ChannelDeserializer(bytes)
    reader.readHeader()
    return reader.readValue()
  } catch {
    return undefined
  }
}

/** The value; undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
