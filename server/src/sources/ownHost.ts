import { readFileSync } from "node:fs"
import { availableParallelism, hostname, release, totalmem } from "node:os"
import type { FactOf } from "@forkscope/shared/events"
import { FIRST_HOST } from "@forkscope/shared/world"

/** A fact about this machine, for the beginning of a run. */
export function ownHostFact(): FactOf<"host.joined"> {
  const bootId = readBootId()
  return {
    type: "host.joined",
    src: "run",
    at: 0,
    host: FIRST_HOST,
    name: hostname().slice(0, 200),
    ...(bootId === undefined ? {} : { bootId }),
    cores: availableParallelism(),
    memory: Math.round(totalmem() / 1024),
    platform: process.platform,
    kernel: release(),
  }
}

/** The kernel's id of this boot; undefined where it has none. */
function readBootId(): string | undefined {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()
  } catch {
    return undefined
  }
}
