/** Variables by name, or the first line (from 1) that is not an assignment. */
export type Environment =
  | { readonly ok: true; readonly env: Record<string, string> }
  | { readonly ok: false; readonly line: number; readonly text: string }

const NAME = /^[A-Za-z_]\w{0,99}$/

/** Parses lines of `NAME=value`. Empty lines and those that begin with # are ignored; values are taken literally. */
export function readEnvironment(text: string): Environment {
  const env: Record<string, string> = {}
  for (const [place, raw] of text.split("\n").entries()) {
    const line = raw.trim()
    if (line === "" || line.startsWith("#")) continue
    const equals = line.indexOf("=")
    const name = line.slice(0, equals).trim()
    if (equals < 0 || !NAME.test(name)) return { ok: false, line: place + 1, text: line }
    env[name] = line.slice(equals + 1)
  }
  return { ok: true, env }
}
