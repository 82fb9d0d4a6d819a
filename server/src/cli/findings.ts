import { ObservedFindings, sentence } from "@forkscope/shared/findings"
import { readRecording } from "../recording/read.ts"
import { findingText } from "./summary.ts"

/**
 * Prints what a recording shows to be wrong, also what went away again; with `isJson` as JSON on stdout.
 *
 * @returns the exit code: 0 when the file could be read, whatever was found in it.
 */
export function findingsCommand(file: string, isJson: boolean): number {
  try {
    const { events, damage } = readRecording(file)
    const observed = new ObservedFindings()
    observed.add(events)
    const found = observed.all()
    if (damage !== null) console.error(`forkscope: ${file}: ${damage}`)
    if (isJson) {
      const findings = found.map(({ finding, from, until }) => ({
        ...finding,
        from,
        until,
        ...sentence(finding, "en"),
      }))
      console.log(JSON.stringify({ file, findings, damage }, null, 2))
    } else console.log(found.length === 0 ? "No findings." : found.map(findingText).join("\n\n"))
    return 0
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    console.error(`forkscope: ${code === "ENOENT" ? `Expected a recording, there is no file ${file}` : message}`)
    return 2
  }
}
