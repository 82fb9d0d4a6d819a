import type { ErrorInfo } from "@forkscope/shared/events"
import type { World } from "@forkscope/shared/world"
import { fileNamed } from "./files.ts"
import { readTraceback, type ToldError, TracebackReader } from "./tracebacks.ts"

/** An error at the innermost line of the program's own code that it passed. */
export interface CodeError {
  readonly file: string
  readonly line: number
  readonly message: string
  /** Columns of the line that the interpreter's carets point at, from 0; null where it did not say. */
  readonly columns: { readonly from: number; readonly to: number } | null
  /** Times it was told. */
  readonly count: number
}

const READ = new WeakMap<ErrorInfo, readonly ToldError[]>()

/** Follows a run's output from world to world, reading each piece once. */
export class ErrorFinder {
  #readers = new Map<string, TracebackReader>()
  #seen = 0

  /** Errors by file and line. A world of another run needs a finder of its own. */
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
    let place = output.dropped
    for (const chunk of output.chunks) {
      if (place + chunk.length > this.#seen) {
        for (const { proc, stream, text } of chunk.slice(Math.max(0, this.#seen - place))) {
          // Whoever writes into a stream of its own is read by itself; a terminal is one text for all.
          const source = stream === "pty" ? stream : `${stream} ${proc}`
          const reader = this.#readers.get(source) ?? new TracebackReader()
          this.#readers.set(source, reader)
          reader.feed(text)
        }
      }
      place += chunk.length
    }
    this.#seen = place
  }
}

/** All errors of a world, read at once. */
export function codeErrors(world: World): CodeError[] {
  return new ErrorFinder().find(world)
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

/** Interpreters print the line with an indent of their own: what is pointed at is found by the text. */
function columnsIn(text: string, { code, from, to }: NonNullable<ToldError["pointed"]>): CodeError["columns"] {
  const shift = text.indexOf(code.trim()) - (code.length - code.trimStart().length)
  if (!text.includes(code.trim())) return null
  const start = Math.max(0, from + shift)
  return start < text.length ? { from: start, to: Math.min(text.length, to + shift) } : null
}
