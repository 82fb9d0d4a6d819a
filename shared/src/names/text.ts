import type { Site } from "../events/index.ts"

/** Cuts a text to at most `length` characters, the last one an ellipsis. */
export function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(1, length - 1))}…`
}

/** A place in the code: the file's name without its folders, and the line. */
export function siteText({ file, line }: Pick<Site, "file" | "line">): string {
  return `${file.slice(file.lastIndexOf("/") + 1)}:${line}`
}
