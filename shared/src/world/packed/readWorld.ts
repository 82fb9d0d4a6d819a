import { z } from "zod"
import { type Check, compileCheck, type Fields, type JsonSchema } from "../../events/compileCheck.ts"
import { world } from "../entities/world.ts"
import { CHUNK } from "../ring.ts"
import type { World } from "../world.ts"
import { areColumns, distinctValues } from "./columns.ts"

let check: Check | undefined

/**
 * The world of a checkpoint; null if any field does not match its schema. So drawings can rely on a world from any
 * source. Fields that this version does not know are left out.
 */
export function readWorld(value: unknown): World | null {
  check ??= compileCheck(z.toJSONSchema(world, { io: "input" }) as JsonSchema, {
    unknownFields: "remove",
    packedList: columnsCheck,
  })
  return check(value) ? (value as World) : null
}

/** Checks a chunk that is written by columns: a value that is shared by many rows is checked once. */
export function columnsCheck(fields: Fields): Check {
  // A check that accepts this number accepts every number.
  const takesNumbers = new Map([...fields].map(([name, { check }]) => [name, check(-1.5)]))
  return (value) => {
    if (!areColumns(value, CHUNK)) return false
    for (const [name, { check, isRequired }] of fields) {
      const column = value[name]
      if (column === undefined) {
        if (isRequired) return false
      } else if (!("steps" in column && takesNumbers.get(name)) && !distinctValues(column).every(check)) return false
    }
    for (const name of Object.keys(value)) if (!fields.has(name)) delete (value as Record<string, unknown>)[name]
    return true
  }
}
