import type { ErrorInfo } from "@forkscope/shared/events"
import { countOf, valuesAfter, type World } from "@forkscope/shared/world"
import { fileNamed } from "./files.ts"
import { readTraceback, type ToldError, TracebackReader } from "./tracebacks.ts"

/** An error, at the innermost line of the program's own code in its traceback. */
export interface CodeError {
  readonly file: string
  readonly line: number
  readonly message: string
  /** Columns that the interpreter's carets point at, from 0; null where there were no carets. */
  readonly columns: { readonly from: number; readonly to: number } | null
  /** Number of times that it was printed. */
  readonly count: number
}

const READ = new WeakMap<ErrorInfo, readonly ToldError[]>()

/** Follows a run's output from world to world and reads each chunk once. */
export class ErrorFinder {
  #readers = new Map<string, TracebackReader>()
  #seen = 0

  /** The errors up to a world, by file and line. Each run needs a finder of its own. */
  find(world: World): CodeError[] {
    this.#read(world)
    const told = [
      ...[...this.#readers.values()].flatMap(({ errors }) => errors),
      ...Object.values(world.tasks).flatMap(({ error }) => (error ? readOnce(error) : [])),
    ]
    const errors = new Map<string, CodeError>()
    for (const one of told) {
      const error = placed(world, one)
      if (!error) continue
      const key = `${error.file}:${error.line}:${error.message}`
      errors.set(key, { ...error, count: (errors.get(key)?.count ?? 0) + 1 })
    }
    return [...errors.values()].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line)
  }

  #read({ output }: World): void {
    for (const { proc, stream, text } of valuesAfter(output, this.#seen)) {
      // Output to a stream of its process is parsed per process; a terminal is one text of all processes.
      const source = stream === "pty" ? stream : `${stream} ${proc}`
      const reader = this.#readers.get(source) ?? new TracebackReader()
      this.#readers.set(source, reader)
      reader.feed(text)
    }
    this.#seen = countOf(output)
  }
}

function readOnce(error: ErrorInfo): readonly ToldError[] {
  const known = READ.get(error)
  if (known) return known
  const told = error.traceback ? readTraceback(error.traceback).slice(-1) : []
  READ.set(error, told)
  return told
}

function placed(world: World, error: ToldError): CodeError | null {
  const paths = Object.keys(world.sources)
  for (const [depth, { file, line }] of error.frames.entries()) {
    const path = fileNamed(paths, file)
    if (path === null) continue
    const text = (world.sources[path] ?? "").split("\n")[line - 1]
    if (text === undefined) continue
    const columns = depth === 0 && error.pointed ? columnsIn(text, error.pointed) : null
    return { file: path, line, message: error.message, columns, count: 1 }
  }
  return null
}

/** Finds the pointed part by its text, because interpreters print lines with their own indent. */
function columnsIn(text: string, { code, from, to }: NonNullable<ToldError["pointed"]>): CodeError["columns"] {
  const shift = text.indexOf(code.trim()) - (code.length - code.trimStart().length)
  if (!text.includes(code.trim())) return null
  const start = Math.max(0, from + shift)
  return start < text.length ? { from: start, to: Math.min(text.length, to + shift) } : null
}
