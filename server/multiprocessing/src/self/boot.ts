import { closeSync, readSync } from "node:fs"
import type { Identity } from "./identity.ts"

/**
 * The first message of a child, read from its descriptor 3: its identity and the address from which it fetches the
 * rest.
 */
export interface ProcessBoot {
  identity: Identity
  address: string
}

/** The descriptor on which a child receives its first message from its parent. */
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
