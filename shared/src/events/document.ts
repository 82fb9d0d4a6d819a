import { z } from "zod"
import type { JsonSchema } from "./compileCheck.ts"
import { EVENTS_MINOR, EVENTS_VERSION, eventGroups } from "./event.ts"

const COMMON = new Set(["type", "seq", "at", "src", "tid", "site"])

function typeText(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(" ")
  if (schema.const !== undefined) return `\`${schema.const}\``
  if (schema.anyOf) return schema.anyOf.map(typeText).join(" or ")
  if (schema.type === "array") return `list of ${typeText(schema.items ?? {})}`
  if (schema.properties) return `{ ${Object.keys(schema.properties).join(", ")} }`
  return [schema.type ?? "any"].flat().join(" or ")
}

/** The documented events of a group, from their schemas. The meaning of a field includes its unit. */
export function rowsOf(events: readonly z.ZodType[]) {
  return events.map((event) => {
    const {
      properties = {},
      required = [],
      description = "",
      since = "",
    } = z.toJSONSchema(event, { io: "input" }) as JsonSchema
    const fields = Object.entries(properties).map(([name, field]) => ({
      name,
      isOptional: !required.includes(name),
      type: typeText(field),
      meaning: name === "type" ? "which event it is" : (field.description ?? ""),
      since: field.since ?? since,
    }))
    return { type: String(properties.type?.const), sentence: description, since, fields }
  })
}

const HEAD = ["| field | type | meaning | since |", "|---|---|---|---|"]

type FieldRow = ReturnType<typeof rowsOf>[number]["fields"][number]

const rowText = ({ name, isOptional, type, meaning, since }: FieldRow) =>
  `| \`${name}\`${isOptional ? " (optional)" : ""} | ${type} | ${meaning} | ${since} |`

/** The text of EVENTS.md: every event with its fields, generated from the schemas. */
export function eventsDocument(): string {
  const [first] = rowsOf(eventGroups.process)
  const common = (first?.fields ?? []).filter(({ name }) => COMMON.has(name))
  const parts = [
    "# Events",
    "",
    "Generated from the schemas beside this file by `npx vitest run shared/document --update` in test/; do not edit. " +
      `Version ${EVENTS_VERSION}.${EVENTS_MINOR}.`,
    "",
    "New events and fields do not break older readers, which leave out what they do not know; the column *since* gives",
    "the version that introduced them. How recordings of other versions are read:",
    "[recording/README.md](../recording/README.md).",
    "",
    "Every event is one JSON object. All of them have:",
    "",
    ...HEAD,
    ...common.map((row) => rowText(row.name === "type" ? { ...row, type: "string" } : row)),
  ]
  for (const [group, events] of Object.entries(eventGroups)) {
    parts.push("", `## ${group}`)
    for (const { type, sentence, since, fields } of rowsOf(events)) {
      parts.push("", `### \`${type}\``, "", `${sentence} Since ${since}.`, "")
      const own = fields.filter(({ name }) => !COMMON.has(name))
      if (own.length > 0) parts.push(...HEAD, ...own.map(rowText))
    }
  }
  return `${parts.join("\n")}\n`
}
