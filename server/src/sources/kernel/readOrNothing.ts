import { readFileSync } from "node:fs"

/** The bytes of a file; none if it no longer exists or may not be read. */
export function readOrNothing(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch {
    return Buffer.alloc(0)
  }
}
