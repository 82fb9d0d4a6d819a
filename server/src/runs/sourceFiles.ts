import { readFileSync, statSync } from "node:fs"
import { isAbsolute, resolve } from "node:path"
import type { Fact } from "@forkscope/shared/events"

/** Limits: characters of one file, and files of one run. Nobody reads more than that while a program runs. */
const MAX_TEXT = 400_000
const MAX_FILES = 60

/** Reads each file of the program's code when a fact first names one of its lines. */
export class SourceFiles {
  readonly #seen = new Set<string>()
  readonly #cwd: string
  readonly #emit: (file: string, text: string) => void

  constructor(cwd: string, emit: (file: string, text: string) => void) {
    this.#cwd = cwd
    this.#emit = emit
  }

  /** Reads the files whose lines a fact names. */
  look(fact: Fact): void {
    if (fact.site) this.read(fact.site.file)
    if (fact.type === "frame.sampled") this.read(fact.file)
  }

  /** Emits the text of a file, once. Files that can't be read, or are not text, are skipped. */
  read(file: string): void {
    if (this.#seen.has(file) || this.#seen.size >= MAX_FILES) return
    this.#seen.add(file)
    const text = textOf(isAbsolute(file) ? file : resolve(this.#cwd, file))
    if (text !== undefined) this.#emit(file, text)
  }
}

function textOf(path: string): string | undefined {
  try {
    const { size } = statSync(path)
    if (!statSync(path).isFile() || size > MAX_TEXT) return undefined
    const text = readFileSync(path, "utf8")
    return text.includes("\0") ? undefined : text
  } catch {
    return undefined
  }
}
