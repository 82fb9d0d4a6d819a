import { bytesOf } from "./exactText.ts"

/**
 * The lines between the server and the warden: a verb, then `key=value` fields, separated by tabs.
 *
 *     launch    run argv env cwd pty|stdin,stdout,stderr processes tasks data nofile softnofile core nice oom cgroup
 *               instead (PID: LISTEN_PID with this number becomes that of the program)
 *               ignored (signal numbers) open (yes: with the descriptors that the warden was started with)
 *                                          a limit without a value is not set
 *     stop      run grace (seconds)
 *     signal    run id pid start signal (number) group (1: to the group that it leads)
 *     leave     run                        to a lenient warden: the main program has ended, what is left goes on
 *     relay     run                        after `ended` with outcome left: the server reads no more output
 *
 *     ready     pid subreaper
 *     started   run supervisor pid start
 *     failed    run field errno (number)
 *     exited    run code cpu               the main program ended; a negative code is a signal; CPU time in us of it
 *                                          and of all processes that it had reaped
 *     stopped   run signal                 the main program was stopped by this signal
 *     limit     run limit value            processes: the run is being stopped; tasks: forks are being refused
 *     signaled  run id answer
 *     leaked    run pids                   still alive after 5 s of SIGKILL
 *     ended     run outcome cpu pids       no process is left, or for the outcome left: these; CPU time in us of all of
 *                                          them, unless the run was lost
 *
 * Values are percent-encoded bytes. Each element of a list ends with a comma, which distinguishes an empty list from a
 * list of one empty element.
 */
export interface Line {
  readonly verb: string
  readonly fields: ReadonlyMap<string, string>
}

type Value = string | number | null | readonly string[]

/** One line with its newline. */
export function encodeLine(verb: string, fields: Readonly<Record<string, Value>>): string {
  const parts = Object.entries(fields).map(([key, value]) => `${key}=${encodeValue(value)}`)
  return `${[verb, ...parts].join("\t")}\n`
}

/** Reads one line without its newline. A field without `=` is skipped. */
export function decodeLine(line: string): Line {
  const [verb = "", ...parts] = line.split("\t")
  const fields = parts.flatMap((part) => {
    const at = part.indexOf("=")
    return at < 0 ? [] : [[part.slice(0, at), decodeText(part.slice(at + 1))] as const]
  })
  return { verb, fields: new Map(fields) }
}

/** The field as a number. Throws if the warden did not send one: that is an error of ours. */
export function numberOf(line: Line, key: string): number {
  const value = Number(line.fields.get(key))
  if (Number.isInteger(value)) return value
  throw new Error(`Expected a number as ${key} of "${line.verb}", got ${line.fields.get(key)}; is supervisor.pl ours?`)
}

function encodeValue(value: Value): string {
  if (value === null) return ""
  if (typeof value === "number") return String(value)
  if (typeof value === "string") return encodeText(value)
  return value.map((element) => `${encodeText(element)},`).join("")
}

function encodeText(text: string): string {
  return bytesOf(text)
    .toString("latin1")
    .replace(/[^\w./:+-]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`)
}

function decodeText(text: string): string {
  const bytes = text.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, "latin1").toString()
}
