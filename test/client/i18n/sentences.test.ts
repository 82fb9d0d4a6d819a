// @vitest-environment jsdom
import { eventGroups, type ForkscopeEvent, forkscopeEvent } from "@forkscope/shared/events"
import { EMPTY_WORLD } from "@forkscope/shared/world"
import { beforeAll, expect, test } from "vitest"
import { sentenceOf } from "../../../client/src/format/sentence.ts"
import { setLanguage, startI18n } from "../../../client/src/i18n/i18n.ts"

interface Schema {
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  pattern?: string
}

/** Some values that a schema allows: every option of an enumeration or a union, one value of any other type. */
function samples(schema: Schema): unknown[] {
  if (schema.const !== undefined) return [schema.const]
  if (schema.enum) return schema.enum
  if (schema.anyOf) return schema.anyOf.flatMap(samples)
  switch (schema.type) {
    case "object":
      return objects(schema)
    case "array":
      return [samples(schema.items ?? {}).slice(0, 1)]
    case "boolean":
      return [true, false]
    case "integer":
    case "number":
      return [1]
    case "null":
      return [null]
    default:
      return [schema.pattern ? "SIGTERM" : "S"]
  }
}

/**
 * An object with all fields, one with the required fields only, and one of each kind for every other option of a field.
 */
function objects({ properties = {}, required = [] }: Schema): unknown[] {
  const options = Object.entries(properties).map(([name, one]) => [name, samples(one)] as const)
  const full = Object.fromEntries(options.map(([name, [first]]) => [name, first]))
  const least = Object.fromEntries(
    options.filter(([name]) => required.includes(name)).map(([name, [first]]) => [name, first]),
  )
  const others = options.flatMap(([name, values]) =>
    values.slice(1).flatMap((value) => [full, least].map((base) => ({ ...base, [name]: value }))),
  )
  return [full, least, ...others]
}

const schemas = Object.values(eventGroups).flat()
const events = schemas
  .flatMap((schema) => samples(schema.toJSONSchema() as Schema))
  .map((one) => forkscopeEvent.parse(one))
const signaled: ForkscopeEvent = { type: "process.exited", seq: 1, at: 0, src: "procfs", proc: 1, exitCode: -15 }

let i18n: Awaited<ReturnType<typeof startI18n>>
beforeAll(async () => {
  i18n = await startI18n("en")
})

test.each(["en", "zh"] as const)("%s: every possible event has a complete sentence", async (language) => {
  await setLanguage(language)
  expect(new Set(events.map(({ type }) => type)).size).toBe(schemas.length)
  for (const event of [...events, signaled]) {
    const { key, values } = sentenceOf(event, EMPTY_WORLD)
    expect(i18n.exists(key, { ns: "events", ...values, lng: language, fallbackLng: [] }), key).toBe(true)
    expect(i18n.t(key, { ns: "events", ...values }), key).not.toMatch(/\{\{|undefined|^$/)
  }
})

test("output is shown without its colour codes", () => {
  const [event] = [
    forkscopeEvent.parse({
      type: "output.written",
      seq: 1,
      at: 0,
      src: "run",
      stream: "pty",
      text: "\x1b[31mred\x1b[0m\r\n",
    }),
  ]
  expect(sentenceOf(event as ForkscopeEvent, EMPTY_WORLD).values.text).toBe("red")
})
