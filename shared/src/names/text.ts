import type { Site } from "../events/index.ts"

/** Cuts a text to at most `length` characters; a text that was cut ends with an ellipsis. */
export function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(1, length - 1))}…`
}

/** A source line as text: the file's name without its folders, and the line number. */
export function siteText({ file, line }: Pick<Site, "file" | "line">): string {
  return `${file.slice(file.lastIndexOf("/") + 1)}:${line}`
}

/** The name of an error and the first line of its message. */
export function errorText(error: { readonly name: string; readonly message: string } | null): string {
  if (!error) return "?"
  const message = error.message.split("\n", 1)[0] ?? ""
  return message === "" ? error.name : `${error.name}: ${message.slice(0, 160)}`
}
