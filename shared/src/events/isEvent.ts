import { z } from "zod"
import { type Check, type CheckOptions, compileCheck, type JsonSchema } from "./compileCheck.ts"
import { eventGroups, type ForkscopeEvent } from "./index.ts"

/** Whether a value that came out of `JSON.parse` is an event: as `forkscopeEvent` would say, in a fraction of its time. */
export const isEvent = eventCheck({ unknownFields: "refuse" })

/** As `isEvent`, of what a recording says: fields that this version does not know are taken out. */
export const isRecordedEvent = eventCheck({ unknownFields: "remove" })

function eventCheck(options: CheckOptions) {
  /** Made when the first event of a type comes. */
  const checks = new Map<unknown, Check>()
  const makeCheck = (type: unknown) => {
    const schema = Object.values(eventGroups)
      .flat()
      .find(({ shape }) => shape.type.value === type)
    if (!schema) return null
    const check = compileCheck(z.toJSONSchema(schema, { io: "input" }) as JsonSchema, options)
    checks.set(type, check)
    return check
  }
  return (value: unknown): value is ForkscopeEvent => {
    const type = typeof value === "object" && value !== null && "type" in value ? value.type : undefined
    return (checks.get(type) ?? makeCheck(type))?.(value) ?? false
  }
}
