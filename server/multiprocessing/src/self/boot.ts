import { closeSync, readSync } from "node:fs"
import type { Identity } from "./identity.ts"

/** The first thing a child reads, from its descriptor 3: where to fetch the rest. */
export interface ProcessBoot {
  identity: Identity
  address: string
}

/** The descriptor by which a parent tells a child who it is. */
export const BOOT_DESCRIPTOR = 3

/** Reads one line of JSON from the parent and closes the descriptor. Undefined when the parent is gone. */
export function readBootLine(): ProcessBoot | undefined {
  const parts: Buffer[] = []
  for (;;) {
    const part = Buffer.alloc(4096)
    const length = readSync(BOOT_DESCRIPTOR, part)
    parts.push(part.subarray(0, length))
    const text = Buffer.concat(parts).toString()
    if (length > 0 && !text.endsWith("\n")) continue
    closeSync(BOOT_DESCRIPTOR)
    return text === "" ? undefined : (JSON.parse(text) as ProcessBoot)
  }
}
