import { stripVTControlCharacters } from "node:util"
import type { FactOf, Site } from "@forkscope/shared/events"
import type { RunLimits } from "../containment/limits.ts"

type Refused = "memory" | "descriptors"
type Limited = Pick<FactOf<"run.limited">, "limit" | "value" | "text"> & { site?: Site }

/** The ends of lines in which a program says what it was refused, as the C library and the languages word it. */
const MESSAGES: readonly (readonly [RegExp, Refused])[] = [
  [/\bToo many open files\b|\bError: (?:spawn \S+ )?EMFILE\b/, "descriptors"],
  [
    /^MemoryError\b|\bCannot allocate memory\b|\bError: (?:spawn \S+ )?ENOMEM\b|\bstd::bad_alloc\b|\bOutOfMemoryError\b/,
    "memory",
  ],
  // Each thread needs memory for its stack.
  [/\bcan't start new thread\b/, "memory"],
]
const TRACEBACK = /^Traceback \(most recent call last\):/
const PYTHON_FRAME = /^\s*File "(.+)", line (\d+)(?:, in (.+))?$/
const NODE_FRAME = /^\s+at (?:(.+?) \()?(?:file:\/\/)?(\S+?):(\d+):\d+\)?/
const LIBRARY = /^node:|\/(?:site|dist)-packages\/|\/lib(?:64)?\/(?:python|pypy)[^/]*\/|\/node_modules\/|^</
/** Characters of a line that is not complete. */
const LONGEST_LINE = 4096
/** Different refusals that are reported. */
const MOST = 20

/**
 * Finds in a program's output that the kernel has refused it memory or a file, which happens in a call that we don't
 * see, and the line of its own code in the traceback.
 */
export class Refusals {
  readonly #limits: Record<Refused, number | null>
  readonly #report: (limited: Limited) => void
  readonly #reported = new Set<string>()
  #line = ""
  /** The innermost line of the program's own code in a traceback of Python, which comes before the message. */
  #site: Site | undefined
  /** Seen, while a stack trace of Node may follow. */
  #pending: Refused | undefined

  constructor(limits: Pick<RunLimits, "memoryBytes" | "descriptors">, report: (limited: Limited) => void) {
    this.#limits = { memory: limits.memoryBytes, descriptors: limits.descriptors }
    this.#report = report
  }

  /** Takes the next piece of output. */
  look(text: string): void {
    const lines = (this.#line + text).split("\n")
    this.#line = (lines.pop() ?? "").slice(-LONGEST_LINE)
    for (const line of lines) this.#take(stripVTControlCharacters(line.trimEnd()))
  }

  /** The output has ended. */
  end(): void {
    this.look("\n")
    this.#tell(undefined)
  }

  #take(line: string): void {
    const frame = NODE_FRAME.exec(line)
    if (frame && this.#pending) {
      const site = siteOf(frame[2], frame[3], frame[1])
      if (site) this.#tell(site)
      return
    }
    this.#tell(undefined)
    if (TRACEBACK.test(line)) this.#site = undefined
    const [, file, number, name] = PYTHON_FRAME.exec(line) ?? []
    if (file) this.#site = siteOf(file, number, name) ?? this.#site
    const [, refused] = MESSAGES.find(([message]) => message.test(line)) ?? []
    if (!refused || file) return
    this.#pending = refused
    if (this.#site) this.#tell(this.#site)
    this.#site = undefined
  }

  /** Reports what is pending. */
  #tell(site: Site | undefined): void {
    const limit = this.#pending
    const value = limit && this.#limits[limit]
    this.#pending = undefined
    if (!limit || value === null || value === undefined) return
    const id = `${limit} ${site?.file}:${site?.line}`
    if (this.#reported.has(id) || this.#reported.size >= MOST) return
    this.#reported.add(id)
    this.#report({ limit, value, text: textOf(limit, value), ...(site ? { site } : {}) })
  }
}

function siteOf(file = "", line = "", name: string | undefined): Site | undefined {
  if (LIBRARY.test(file) || Number(line) < 1) return undefined
  return { file, line: Number(line), ...(name && !name.startsWith("<") ? { function: name.slice(0, 200) } : {}) }
}

function textOf(limit: Refused, value: number): string {
  if (limit === "descriptors")
    return `The kernel refused a process another open file: each may have ${value} (--max-files).`
  const megabytes = Math.round(value / 1024 / 1024)
  return `The kernel refused a process more memory: each may have ${megabytes} MB, stacks of threads included (--max-memory).`
}
