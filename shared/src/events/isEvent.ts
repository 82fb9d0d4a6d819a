import { z } from "zod"
import { eventGroups, type ForkscopeEvent, forkscopeEvent } from "./index.ts"

/** What checks are made from: the part of JSON Schema that events use. */
interface JsonSchema {
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: JsonSchema[]
  items?: JsonSchema
  properties?: Record<string, JsonSchema>
  required?: string[]
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
}

/** Says yes only where the schema certainly does. */
type Check = (value: unknown) => boolean

const unsure: Check = () => false

/** Made when the first event of a type comes. */
const checks = new Map<unknown, Check>()

/**
 * Whether a value is an event, as `forkscopeEvent` would say, in a fraction of its time: what plainly is one passes a check
 * that is made once from the schema of its type, and zod decides about the rest.
 */
export function isEvent(value: unknown): value is ForkscopeEvent {
  const type = typeof value === "object" && value !== null && "type" in value ? value.type : undefined
  const check = checks.get(type) ?? makeCheck(type)
  return check(value) || forkscopeEvent.safeParse(value).success
}

function makeCheck(type: unknown): Check {
  for (const schema of Object.values(eventGroups).flat()) {
    if (schema.shape.type.value !== type) continue
    const check = checkOf(z.toJSONSchema(schema, { io: "input" }) as JsonSchema)
    checks.set(type, check)
    return check
  }
  return unsure
}

const SAID_OF_ALL = ["$schema", "type", "description", "enum", "const"]
/** What else a check of each type reads. */
const READ: Record<string, readonly string[]> = {
  object: ["properties", "required", "additionalProperties"],
  array: ["items"],
  string: ["minLength", "maxLength"],
  number: ["minimum", "maximum", "exclusiveMinimum"],
  integer: ["minimum", "maximum", "exclusiveMinimum"],
  boolean: [],
  null: [],
}

function checkOf(schema: JsonSchema): Check {
  if (schema.anyOf) {
    const some = schema.anyOf.map(checkOf)
    return (value) => some.some((check) => check(value))
  }
  const read = READ[schema.type ?? ""]
  if (!read || Object.keys(schema).some((word) => !read.includes(word) && !SAID_OF_ALL.includes(word))) return unsure
  if (schema.const !== undefined) return (value) => value === schema.const
  if (schema.enum) {
    const among = new Set(schema.enum)
    return (value) => among.has(value)
  }
  switch (schema.type) {
    case "object":
      return objectCheck(schema)
    case "array":
      return arrayCheck(schema)
    case "string":
      return stringCheck(schema)
    case "null":
      return (value) => value === null
    case "boolean":
      return (value) => typeof value === "boolean"
    default:
      return numberCheck(schema)
  }
}

/** Unknown fields are refused, as by all schemas of events. */
function objectCheck({ properties = {}, required = [] }: JsonSchema): Check {
  const fields = new Map(
    Object.entries(properties).map(([name, schema]) => [
      name,
      { check: checkOf(schema), weight: required.includes(name) ? 1 : 0 },
    ]),
  )
  return (value) => {
    if (typeof value !== "object" || value === null) return false
    const object = value as Record<string, unknown>
    let found = 0
    for (const name in object) {
      const field = fields.get(name)
      if (!field?.check(object[name])) return false
      found += field.weight
    }
    return found === required.length
  }
}

function arrayCheck({ items }: JsonSchema): Check {
  const check = items ? checkOf(items) : unsure
  return (value) => Array.isArray(value) && value.every((item) => check(item))
}

function stringCheck({ minLength = 0, maxLength = Number.POSITIVE_INFINITY }: JsonSchema): Check {
  return (value) => typeof value === "string" && value.length >= minLength && value.length <= maxLength
}

function numberCheck({ type, minimum, maximum, exclusiveMinimum }: JsonSchema): Check {
  const least = minimum ?? Number.NEGATIVE_INFINITY
  const most = maximum ?? Number.POSITIVE_INFINITY
  const above = exclusiveMinimum ?? Number.NEGATIVE_INFINITY
  const isKind = type === "integer" ? Number.isSafeInteger : Number.isFinite
  return (value) =>
    isKind(value) && (value as number) >= least && (value as number) <= most && (value as number) > above
}
