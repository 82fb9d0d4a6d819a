import { clip } from "./text.ts"

/** Characters of a name. */
const LONGEST = 32
/** Characters that are shown of code that a command runs (`sh -c CODE`). */
const LONGEST_CODE = 24
const INTERPRETERS = /^(?:python|pypy|perl|ruby|php|node|nodejs|bun|deno|lua|tclsh)[\d.]*[a-z]?$/
const SHELLS = /^(?:ba|da|z|k|a|fi)?sh$/
/** Tools whose first word is a command of their own. */
const TOOLS =
  /^(?:git|npm|npx|pnpm|yarn|cargo|go|docker|podman|kubectl|apt|apt-get|dpkg|systemctl|pip[\d.]*|make|ninja)$/
/** Options of interpreters with a value: Python's and Node's. */
const TAKING_VALUE = /^-(?:[WXr]|-require|-import|-loader|-env-file|-check-hash-based-pycs)$/
/** Options of interpreters and shells after which code comes. */
const CODE = /^(?:-\w*c|-e|-p|-pe|--eval|--print)$/
/** A file or a folder: with an extension, or with a folder before it. */
const FILE = /^(?:[\w@.+~-]*\/)*[\w@+~-][\w@.+~-]*\.\w{1,6}$|^\.{0,2}\/[^\s]+$/
/** Options of compilers and linkers that are followed by a file that they write. */
const WRITES = /^-(?:o|MF|MT|MQ|dumpbase|dumpdir|auxbase)$/
/** What compilers make for each other: its name says nothing. */
const INTERMEDIATE = /^\/tmp\/|\.(?:o|a|so|res|le)$|\.so\.[\d.]+$/

/**
 * What an engineer calls a command: its program, or the script that an interpreter runs, and the argument that tells it
 * from its siblings, as `cc1 lexer.c` or `git commit`. Empty for an empty command.
 */
export function commandName(argv: readonly string[]): string {
  const [first = "", ...words] = argv.filter((word, at) => at === 0 || word !== "")
  // A program that has set its title: `nginx: worker process`.
  if (words.length === 0 && /\s/.test(first)) return clip(first.trim(), LONGEST)
  const program = baseOf(first).replace(/^-/, "")
  if (SHELLS.test(program) || INTERPRETERS.test(program)) return clip(interpreted(program, words), LONGEST)
  const verb = TOOLS.test(program) ? words.find((word) => /^[a-z][a-z:_-]*$/.test(word)) : undefined
  const subject = verb ?? subjectOf(words)
  return clip(subject === "" ? program : `${program} ${subject}`, LONGEST)
}

/** Whether a command is a Python or Node that runs a file of its user, not an installed tool. */
export function runsOwnFile([program = "", ...words]: readonly string[]): boolean {
  if (!/^(?:python|pypy|node)/.test(baseOf(program))) return false
  const script = words[scriptAt(words)]
  return script === undefined || CODE.test(script) || /\.(?:py|[cm]?[jt]s)$/.test(script)
}

function interpreted(program: string, words: readonly string[]): string {
  const at = scriptAt(words)
  const word = words[at]
  if (word === undefined) return program
  if (CODE.test(word))
    return `${program} ${word} ${clip((words[at + 1] ?? "").trim().replace(/\s+/g, " "), LONGEST_CODE)}`.trim()
  if (word === "-m") return words[at + 1] ?? program
  // A package that is run as a folder.
  const script = word.replace(/\/__main__\.py$/, "")
  return baseOf(script)
}

/** The position of the first word that is no option of the interpreter itself. */
function scriptAt(words: readonly string[]): number {
  let at = 0
  for (; at < words.length; at++) {
    const word = words[at] ?? ""
    if (word === "-m" || CODE.test(word) || !word.startsWith("-")) break
    if (TAKING_VALUE.test(word)) at++
  }
  return at
}

/** The argument that a command is about. */
function subjectOf(words: readonly string[]): string {
  const read = words.filter((word, at) => !word.startsWith("-") && !WRITES.test(words[at - 1] ?? ""))
  const written = words[words.indexOf("-o") + 1]
  const files = read.filter((word) => FILE.test(word))
  const own = files.find((word) => !INTERMEDIATE.test(word))
  if (own) return baseOf(own)
  if (words.includes("-o") && written) return baseOf(written)
  return baseOf(files[0] ?? "") || (read[0] ?? "")
}

/** The last part of a path. */
function baseOf(path: string): string {
  return path.replace(/\/+$/, "").replace(/^.*\//, "") || path
}
