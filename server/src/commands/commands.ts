import {
  type Answer,
  type CommandInput,
  type CommandName,
  type CommandResults,
  commands,
  type ErrorCode,
  type Refusal,
  refusal,
} from "@forkscope/shared/socket"
import type { z } from "zod"

type Details = { errno?: string; field?: string }

/** A refusal as an exception: thrown by a handler, it reaches the viewer unchanged. */
export class CommandError extends Error {
  readonly refusal: Refusal

  constructor(code: ErrorCode, message: string, more: Details = {}) {
    super(message)
    this.name = "CommandError"
    this.refusal = { ok: false, code, message, ...more }
  }
}

/** What each command does. Those whose answer has no result return nothing. */
export type Handlers = {
  [Name in CommandName]: (
    input: CommandInput<Name>,
  ) => CommandResults[Name] extends Record<string, never>
    ? Promise<void>
    : Promise<CommandResults[Name]> | CommandResults[Name]
}

/** What applies to all commands of this server, over HTTP and over the socket. */
export interface CommandContext {
  handlers: Handlers
  /** True while the server stops: no new command is accepted. */
  isDraining(): boolean
  /** Called with a handler's unexpected error; the viewer only receives INTERNAL. */
  onError(name: string, error: unknown): void
}

/** Whether the command may be called at all, checked before its input. Null: yes. */
export function refuseCommand(commandContext: CommandContext, name: unknown, canAct: boolean): Refusal | null {
  if (!isCommandName(name)) {
    return refusal("NOT_FOUND", `Expected the name of a command, got ${shown(name)}.`)
  }
  if (commands[name].access === "act" && !canAct) {
    return refusal("READ_ONLY", `Expected the full token for ${name}; this one only lets you watch.`)
  }
  if (commandContext.isDraining()) return refusal("DRAINING", "The server is stopping and takes no more commands.")
  return null
}

/** Runs one command. Never throws: every failure is returned as its answer. */
export async function runCommand(
  commandContext: CommandContext,
  name: unknown,
  input: unknown,
  canAct: boolean,
): Promise<Answer<CommandResults[CommandName]>> {
  const no = refuseCommand(commandContext, name, canAct)
  if (no) return no
  const known = name as CommandName
  const parsed = commands[known].input.safeParse(input)
  if (!parsed.success) return refusal("INVALID", `${known}: ${sentence(parsed.error, input)}`)
  try {
    const handler = commandContext.handlers[known] as (input: unknown) => unknown
    return { ok: true, result: ((await handler(parsed.data)) ?? {}) as CommandResults[CommandName] }
  } catch (error) {
    if (error instanceof CommandError) return error.refusal
    commandContext.onError(known, error)
    return refusal("INTERNAL", `${known} failed inside the server; its log says why.`)
  }
}

function isCommandName(name: unknown): name is CommandName {
  return typeof name === "string" && Object.hasOwn(commands, name)
}

/** The first error in the input: where, what was expected and what came. */
function sentence(error: z.ZodError, input: unknown): string {
  const issue = error.issues[0]
  if (!issue) return "Expected another input."
  const path = issue.path.join(".") || "the input"
  if (issue.code === "unrecognized_keys") {
    return `Expected no field ${issue.keys.map(shown).join(", ")} in ${path}.`
  }
  let got: unknown = input
  for (const key of issue.path) got = (got as Record<PropertyKey, unknown> | undefined)?.[key]
  return `Expected ${path} to be ${expectation(issue)}, got ${shown(got)}.`
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `of type ${issue.expected}`
    case "invalid_value":
      return `one of ${issue.values.map(shown).join(", ")}`
    case "too_small":
      return `${issue.inclusive ? "at least" : "more than"} ${issue.minimum}${unit(issue.origin)}`
    case "too_big":
      return `${issue.inclusive ? "at most" : "less than"} ${issue.maximum}${unit(issue.origin)}`
    case "invalid_format":
      return `in the form ${issue.pattern ?? issue.format}`
    default:
      return `right (${issue.message})`
  }
}

const unit = (origin: string) => (origin === "string" ? " characters long" : "")

/** A value from outside as short text: its kind, never all of its content. */
function shown(value: unknown): string {
  if (value === undefined) return "nothing"
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "an array" : "an object"
  const text = JSON.stringify(value) ?? typeof value
  return text.length > 80 ? `${text.slice(0, 80)}… (${text.length} characters)` : text
}
