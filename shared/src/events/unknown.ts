import { z } from "zod"
import { define, field } from "./define.ts"

export const unknownEvents = [
  define(
    "event.unknown",
    "Stands in the place of an event of a newer version that this one does not know. Readers of recordings make it.",
    { what: field.name.describe("the type of that event") },
    "1.1",
  ),
] as const

const known = z.object({
  seq: z.int().positive(),
  at: z.int(),
  type: z.string().transform((type) => type.slice(0, 200)),
})

/** What is left of a recorded event that this version does not know; null: it is no event at all. */
export function unknownEvent(value: unknown): z.infer<(typeof unknownEvents)[0]> | null {
  const { data } = known.safeParse(value)
  return data ? { seq: data.seq, at: data.at, src: "run", type: "event.unknown", what: data.type } : null
}
