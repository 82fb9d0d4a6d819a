import { isUtf8 } from "node:buffer"
import { readFileSync } from "node:fs"

/*
 * Arguments and variables are bytes, and a program gets those of its user, also where they are no UTF-8. As in Python,
 * such a byte is a lone surrogate in our strings: U+DC00 + byte. Node replaces it by U+FFFD, so it is read from /proc.
 */

const REPLACED = "\ufffd"
const LONGEST_CHARACTER = 4
const SURROGATE = /([\udc80-\udcff])/u

/** The arguments that this process was started with last, exactly. @param argv the same as Node shows them */
export function exactArguments(argv: readonly string[]): string[] {
  if (!argv.some((word) => word.includes(REPLACED))) return [...argv]
  return partsOf("/proc/self/cmdline").slice(-argv.length).map(textOf)
}

/** The variables that this process was started with, exactly. @param env the same as Node shows them */
export function exactEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names = Object.keys(env).filter((name) => env[name]?.includes(REPLACED))
  if (names.length === 0) return env
  const given = partsOf("/proc/self/environ").map(textOf)
  const exact = names.flatMap((name) => {
    const found = given.find((one) => one.startsWith(`${name}=`))
    return found === undefined ? [] : [[name, found.slice(name.length + 1)] as const]
  })
  return { ...env, ...Object.fromEntries(exact) }
}

function textOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString()
  let text = ""
  for (let at = 0; at < bytes.length; ) {
    const character = lengths.map((length) => bytes.subarray(at, at + length)).find(isUtf8)
    text += character ? character.toString() : String.fromCharCode(0xdc00 + (bytes[at] ?? 0))
    at += character?.length ?? 1
  }
  return text
}

export function bytesOf(text: string): Buffer {
  if (!SURROGATE.test(text)) return Buffer.from(text)
  return Buffer.concat(
    text
      .split(SURROGATE)
      .map((part) => (SURROGATE.test(part) ? Buffer.of(part.charCodeAt(0) & 0xff) : Buffer.from(part))),
  )
}

const lengths = Array.from({ length: LONGEST_CHARACTER }, (_, at) => at + 1)

/** The parts of a file of the kernel, each of which ends with a zero byte. */
function partsOf(path: string): Buffer[] {
  const parts: Buffer[] = []
  const bytes = readFileSync(path)
  for (let from = 0, to = bytes.indexOf(0); to >= 0; from = to + 1, to = bytes.indexOf(0, from))
    parts.push(bytes.subarray(from, to))
  return parts
}
