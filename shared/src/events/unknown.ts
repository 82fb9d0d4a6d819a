import { z } from "zod"
import { define, field } from "./define.ts"

export const unknownEvents = [
  define(
    "event.unknown",
    "Replaces an event of a newer version that this version does not know. Made by readers of recordings.",
    { what: field.name.describe("the type of that event") },
    "1.1",
  ),
] as const

const known = z.object({
  seq: z.int().positive(),
  at: z.int(),
  type: z.string().transform((type) => type.slice(0, 200)),
})

/** Replaces a recorded event that this version does not know by `event.unknown`. Null: the value is not an event. */
export function unknownEvent(value: unknown): z.infer<(typeof unknownEvents)[0]> | null {
  const { data } = known.safeParse(value)
  return data ? { seq: data.seq, at: data.at, src: "run", type: "event.unknown", what: data.type } : null
}
