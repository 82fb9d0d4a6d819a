import { availableParallelism, hostname, release, totalmem } from "node:os"
import type { FactOf } from "@forkscope/shared/events"
import { FIRST_HOST } from "@forkscope/shared/world"
import { readOrNothing } from "./kernel/readOrNothing.ts"

/** A fact about this machine, for the beginning of a run. */
export function ownHostFact(): FactOf<"host.joined"> {
  const bootId = readOrNothing("/proc/sys/kernel/random/boot_id").toString().trim()
  return {
    type: "host.joined",
    src: "run",
    at: 0,
    host: FIRST_HOST,
    name: hostname().slice(0, 200),
    ...(bootId === "" ? {} : { bootId }),
    cores: availableParallelism(),
    memory: Math.round(totalmem() / 1024),
    platform: process.platform,
    kernel: release(),
  }
}
