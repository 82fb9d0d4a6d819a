import type { ForkscopeEvent } from "../events/index.ts"
import type { Participants } from "./participants.ts"

/**
 * What a thread does while it waits, e.g. `put q`.
 *
 * @param names Of queues, pools, locks and pipes: by their letter (q P l c) and id.
 */
export function opName(event: ForkscopeEvent, names: ReadonlyMap<string, string>, participants: Participants): string {
  const name = (key: string, id: number) => names.get(key + id) ?? `${key}${id}`
  switch (event.type) {
    case "queue.put.started":
      return `put ${name("q", event.queue)}`
    case "queue.get.started":
      return `get ${name("q", event.queue)}`
    case "lock.acquire.started":
      return `acquire ${name("l", event.lock)}`
    case "pipe.send.started":
      return `send ${name("c", event.pipe)}`
    case "pipe.recv.started":
      return `recv ${name("c", event.pipe)}`
    case "proxy.call.started":
      return `${event.object}.${event.method}`
    case "sleep.started":
      return `sleep ${event.seconds} s`
    case "result.wait.started":
      return "wait for result"
    case "join.started": {
      const { target } = event
      if ("proc" in target) return `join ${participants.nameOf(target.proc)}`
      if ("pool" in target) return `join ${name("P", target.pool)}`
      if ("queue" in target) return `join ${name("q", target.queue)}`
      return `join thread ${target.thread}`
    }
    default:
      return event.type.replace(".started", "")
  }
}
