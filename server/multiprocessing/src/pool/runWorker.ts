import { Socket } from "node:net"
import { BOOT_DESCRIPTOR } from "../self/boot.ts"
import { become, type Identity } from "../self/identity.ts"
import { decode } from "../wire/codec.ts"
import { readFirstFrame } from "../wire/frames.ts"
import { runWorker, type WorkerBoot } from "./worker.ts"

/** Starts a pool's worker: the first frame on its socket is its identity, all others are for the pool's worker. */
export function runPoolWorker(scope: Record<string, unknown>): void {
  const socket = new Socket({ fd: BOOT_DESCRIPTOR, readable: true, writable: true })
  readFirstFrame(socket, (frame) => {
    if (!frame) process.exit(0)
    const boot = decode(frame) as WorkerBoot & { identity: Identity }
    become(boot.identity)
    runWorker(socket, boot, scope)
  })
}
