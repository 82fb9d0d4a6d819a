import type { Draft } from "../../store/program.ts"

const PREFIX = "forkscope.script."
/** Scripts kept at most, so that the list stays usable. */
const MOST = 60

/** The user's scripts stored in this browser, the newest first. Entries that cannot be parsed are skipped. */
export function keptScripts(): Draft[] {
  const drafts: Draft[] = []
  for (const key of keptKeys()) {
    const draft = parsed(localStorage.getItem(key))
    if (draft) drafts.push(draft)
  }
  return drafts.sort((a, b) => b.changedAt - a.changedAt)
}

/** Saves a script under its id. @returns why it could not be saved. */
export function keepScript(draft: Draft): "full" | "many" | null {
  const keys = keptKeys()
  if (keys.length >= MOST && !keys.includes(PREFIX + draft.id)) return "many"
  try {
    localStorage.setItem(PREFIX + draft.id, JSON.stringify(draft))
    return null
  } catch {
    return "full"
  }
}

export function dropScript(id: string): void {
  localStorage.removeItem(PREFIX + id)
}

function keptKeys(): string[] {
  return Array.from({ length: localStorage.length }, (_, place) => localStorage.key(place) ?? "").filter((key) =>
    key.startsWith(PREFIX),
  )
}

/** The entry may come from another version of the page, or be edited by hand. */
function parsed(text: string | null): Draft | null {
  try {
    const draft: unknown = JSON.parse(text ?? "")
    return isDraft(draft) ? draft : null
  } catch {
    return null
  }
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== "object" || value === null) return false
  const { id, title, base, isOwn, files, main, args, env, changedAt } = value as Record<string, unknown>
  return (
    [id, title, main, args, env].every((text) => typeof text === "string") &&
    (base === null || typeof base === "string") &&
    isOwn === true &&
    typeof changedAt === "number" &&
    Array.isArray(files) &&
    files.length > 0 &&
    files.every((file) => typeof file?.name === "string" && typeof file?.text === "string")
  )
}
