import type { SourceFile, Trouble } from "../../store/program.ts"

/** Bytes of one file, at most; the server accepts no more for all files together. */
const LARGEST = 200_000
const MOST = 20

/**
 * Reads files from disk as text. Files that are not text or too large are left out; `trouble` names the last of them.
 */
export async function readFiles(list: readonly File[]): Promise<{ files: SourceFile[]; trouble: Trouble | null }> {
  const files: SourceFile[] = []
  let trouble: Trouble | null = null
  for (const file of list.slice(0, MOST)) {
    const text = file.size > LARGEST ? null : await file.text()
    if (text === null) trouble = { key: "code:trouble.large", text: file.name }
    else if (text.includes("\0") || text.includes("\ufffd")) trouble = { key: "code:trouble.notText", text: file.name }
    else files.push({ name: file.name, text: text.replaceAll("\r\n", "\n") })
  }
  return { files, trouble }
}
