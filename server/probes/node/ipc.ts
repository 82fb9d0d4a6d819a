import { lineReader } from "@forkscope/multiprocessing/observe/lines.ts"
import { monotonicMicros } from "@forkscope/multiprocessing/observe/observer.ts"
import { type Channel, replace } from "./bindings.ts"
import { guarded, type ProbeContext } from "./emitter.ts"
import { messageReporter } from "./messages.ts"

/** The beginning of Node's own messages on the channel: handles, the cluster's. */
const INTERNAL = '{"cmd":"NODE_'

/**
 * Reports the messages on the channel between a parent and a child that it forked.
 *
 * Only with the default serialization, one line of JSON per message; with the other one nothing is reported.
 *
 * @param end 0 for the parent, 1 for the child
 */
export function watchChannel(context: ProbeContext, channel: Channel, pipe: string, end: 0 | 1): void {
  const reportMessage = messageReporter(context, pipe, end)
  const report = (verb: "send" | "recv", text: string, at?: number) => {
    if (text !== "" && !text.startsWith(INTERNAL)) reportMessage(verb, () => text, at)
  }
  replace(
    channel,
    "writeUtf8String",
    (original) =>
      function (this: Channel, request, text, handle) {
        // Before the kernel has the message: otherwise the other side could seem to have it first.
        const since = monotonicMicros()
        const error = original.call(this, request, text, handle)
        if (error === 0) guarded(() => report("send", text.trimEnd(), since))
        return error
      },
  )
  const listen = () => watchReads(channel, (line) => report("recv", line))
  // The parent starts to read later in the same synchronous code, after the child was spawned.
  if (channel.onread) listen()
  else queueMicrotask(() => guarded(listen))
}

function watchReads(channel: Channel, onLine: (line: string) => void): void {
  const { onread } = channel
  if (!onread) return
  const read = lineReader(Number.POSITIVE_INFINITY, onLine)
  channel.onread = (bytes) => {
    // The other serialization begins with a length of four bytes, the first of them zero, which JSON never holds.
    if (bytes && new Uint8Array(bytes)[0] === 0) channel.onread = onread
    else if (bytes) guarded(() => read(Buffer.from(bytes)))
    onread.call(channel, bytes)
  }
}
