import { z } from "zod"
import { EVENTS_VERSION, eventGroups } from "./index.ts"

interface JsonSchema {
  description?: string
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: JsonSchema[]
  items?: JsonSchema
  properties?: Record<string, JsonSchema>
  required?: string[]
}

const COMMON = new Set(["type", "seq", "at", "src", "tid", "by", "site"])

function typeText(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(" ")
  if (schema.anyOf) return schema.anyOf.map(typeText).join(" or ")
  if (schema.type === "array") return `list of ${typeText(schema.items ?? {})}`
  if (schema.properties) return `{ ${Object.keys(schema.properties).join(", ")} }`
  return String(schema.type ?? "any")
}

function fieldRow(name: string, schema: JsonSchema, isRequired: boolean): string {
  return `| \`${name}\`${isRequired ? "" : " (optional)"} | ${typeText(schema)} | ${schema.description ?? ""} |`
}

/** The text of EVENTS.md: every event with its fields, from the schemas themselves. */
export function eventsDocument(): string {
  const parts = [
    "# Events",
    "",
    `Generated from the schemas beside this file by \`npx vitest run -u shared/document\` in test/; do not edit. Version ${EVENTS_VERSION}.`,
    "",
    "Every event is one JSON object. All of them have:",
    "",
    "| field | type | |",
    "|---|---|---|",
  ]
  const first = z.toJSONSchema(eventGroups.process[0], { io: "input" }) as JsonSchema
  for (const [name, schema] of Object.entries(first.properties ?? {})) {
    if (COMMON.has(name)) parts.push(fieldRow(name, schema, first.required?.includes(name) ?? false))
  }
  for (const [group, events] of Object.entries(eventGroups)) {
    parts.push("", `## ${group}`)
    for (const event of events) {
      const schema = z.toJSONSchema(event, { io: "input" }) as JsonSchema
      const { properties = {}, required = [], description = "" } = schema
      parts.push("", `### \`${properties.type?.const}\``, "", description, "")
      const rows = Object.entries(properties).filter(([name]) => !COMMON.has(name))
      if (rows.length === 0) continue
      parts.push("| field | type | |", "|---|---|---|")
      for (const [name, field] of rows) parts.push(fieldRow(name, field, required.includes(name)))
    }
  }
  return `${parts.join("\n")}\n`
}
