import { z } from "zod"
import { type Check, type CheckOptions, compileCheck, type JsonSchema } from "./compileCheck.ts"
import { eventGroups, type Fact, type ForkscopeEvent } from "./event.ts"

/** Whether a value that came out of `JSON.parse` is an event: as `forkscopeEvent` would say, in a fraction of its time. */
export const isEvent = checkByType<ForkscopeEvent>({ unknownFields: "refuse" })

/** As `isEvent`, of what a recording says: fields that this version does not know are taken out. */
export const isRecordedEvent = checkByType<ForkscopeEvent>({ unknownFields: "remove" })

/** Whether a value is a fact: an event that has no place in a log yet. A field that is there must not be undefined. */
export const isFact = checkByType<Fact>({ unknownFields: "refuse" }, withoutSeq)

function checkByType<Checked>(options: CheckOptions, change = (schema: JsonSchema) => schema) {
  /** Made when the first event of a type comes. */
  const checks = new Map<unknown, Check>()
  const makeCheck = (type: unknown) => {
    const schema = Object.values(eventGroups)
      .flat()
      .find(({ shape }) => shape.type.value === type)
    if (!schema) return null
    const check = compileCheck(change(z.toJSONSchema(schema, { io: "input" }) as JsonSchema), options)
    checks.set(type, check)
    return check
  }
  return (value: unknown): value is Checked => {
    const type = typeof value === "object" && value !== null && "type" in value ? value.type : undefined
    return (checks.get(type) ?? makeCheck(type))?.(value) ?? false
  }
}

function withoutSeq({ properties: { seq: _, ...properties } = {}, required = [], ...rest }: JsonSchema): JsonSchema {
  return { ...rest, properties, required: required.filter((name) => name !== "seq") }
}
