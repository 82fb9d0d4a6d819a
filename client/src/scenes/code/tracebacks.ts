import type { Site } from "@forkscope/shared/events"

/** An error as the program's interpreter printed it. */
export interface ToldError {
  /** E.g. `ValueError: boom`. */
  readonly message: string
  /** Innermost first; paths as printed. */
  readonly frames: readonly Site[]
  /** The innermost line, and the part of it that carets point at, as printed; null without carets. */
  readonly pointed: { readonly code: string; readonly from: number; readonly to: number } | null
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression matches the colour codes of a terminal
const COLOURS = /\x1b\[[0-9;]*m/g
const PYTHON_FRAME = /^\s*File "([^"]+)", line (\d+)(?:, in (.+))?$/
/** The line with file and line number that Node prints above the failing line. */
const NODE_HEAD = /^((?:file:\/\/)?\/\S.*):(\d+)$/
const NODE_FRAME = /^\s+at (?:(.+?) \()?((?:file:\/\/)?\/[^()]*?):(\d+):\d+\)?$/
const CARETS = /^\s*[~^]+\s*$/
/** The last line of a traceback, not indented: the class's name and the message. */
const RAISED = /^(?:Uncaught )?((?:[A-Za-z_]\w*\.)*[A-Z]\w*(?: \[\w+\])?(?:: .*)?)$/
/** Characters; longer lines are not part of a traceback. */
const LONGEST = 2000
const FRAMES = 64
const ERRORS = 50

interface Growing extends ToldError {
  readonly frames: Site[]
}

/** Parses a terminal's text chunk by chunk and keeps its newest errors. */
export class TracebackReader {
  #errors: Growing[] = []
  #rest = ""
  /** Outermost first, as Python prints them. */
  #frames: Site[] = []
  #code: string | null = null
  #pointed: ToldError["pointed"] = null
  /** The error whose `at` lines may still follow. */
  #open: Growing | null = null

  /** In the order of printing. */
  get errors(): readonly ToldError[] {
    return this.#errors
  }

  feed(text: string): void {
    const lines = (this.#rest + text).split("\n")
    this.#rest = (lines.pop() ?? "").slice(-LONGEST)
    for (const line of lines) if (line.length < LONGEST) this.#line(line.replaceAll(COLOURS, "").replace(/\r$/, ""))
  }

  #line(line: string): void {
    const at = NODE_FRAME.exec(line)
    if (at && this.#open) {
      this.#follow(this.#open, siteOf(at[2], at[3], at[1]))
      return
    }
    if (line !== "" && !/^\s/.test(line)) this.#open = null
    const python = PYTHON_FRAME.exec(line)
    const head = NODE_HEAD.exec(line)
    const raised = RAISED.exec(line)?.[1]
    if (head || line.startsWith("Traceback (most recent call last)")) this.#frames = []
    if (python) this.#frame(siteOf(python[1], python[2], python[3]))
    else if (head) this.#frame(siteOf(head[1], head[2], undefined))
    else if (raised) this.#raised(raised)
    else if (!CARETS.test(line)) this.#code = line
    else if (this.#code !== null && this.#frames.length > 0) {
      this.#pointed = { code: this.#code, from: line.search(/[~^]/), to: line.trimEnd().length }
    }
  }

  #frame(site: Site): void {
    this.#frames.push(site)
    if (this.#frames.length > FRAMES) this.#frames.shift()
    this.#code = null
    this.#pointed = null
  }

  #raised(message: string): void {
    this.#open = { message, frames: this.#frames.toReversed(), pointed: this.#pointed }
    if (this.#frames.length > 0) this.#keep(this.#open)
    this.#frames = []
    this.#code = null
    this.#pointed = null
  }

  /** Adds a line of a Node stack; the first one repeats the head line and adds the function's name. */
  #follow(error: Growing, site: Site): void {
    const [first] = error.frames
    if (!first) this.#keep(error)
    if (error.frames.length === 1 && first && first.function === undefined && first.line === site.line) {
      error.frames[0] = { ...site, file: first.file }
    } else if (error.frames.length < FRAMES) error.frames.push(site)
  }

  #keep(error: Growing): void {
    this.#errors = [...this.#errors.slice(1 - ERRORS), error]
  }
}

/** The errors in a complete text. */
export function readTraceback(text: string): readonly ToldError[] {
  const reader = new TracebackReader()
  reader.feed(`${text}\n`)
  return reader.errors
}

function siteOf(file: string | undefined, line: string | undefined, fn: string | undefined): Site {
  return { file: file ?? "", line: Math.max(1, Number(line)), ...(fn ? { function: fn.slice(0, 200) } : {}) }
}
