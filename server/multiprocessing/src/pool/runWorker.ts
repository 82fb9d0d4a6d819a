import { Socket } from "node:net"
import { BOOT_DESCRIPTOR } from "../self/boot.ts"
import { become, type Identity } from "../self/identity.ts"
import { decode } from "../wire/codec.ts"
import { readFirstFrame } from "../wire/frames.ts"
import { runWorker, type WorkerBoot } from "./worker.ts"

/** A pool worker's start: the first frame on its socket says who it is, the rest is the pool's. */
export function runPoolWorker(scope: Record<string, unknown>): void {
  const socket = new Socket({ fd: BOOT_DESCRIPTOR, readable: true, writable: true })
  readFirstFrame(socket, (frame) => {
    if (!frame) process.exit(0)
    const boot = decode(frame) as WorkerBoot & { identity: Identity }
    become(boot.identity)
    runWorker(socket, boot, scope)
  })
}
