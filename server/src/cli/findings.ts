import { ObservedFindings } from "@forkscope/shared/findings"
import { problemText } from "@forkscope/shared/recording"
import { findingText, inEnglish } from "./findingText.ts"
import { withRecording } from "./withRecording.ts"

/**
 * Prints the findings of a recording, also those that were over before its end; with `isJson` as JSON on stdout.
 *
 * @returns the exit code: 0 when the file could be read, whatever was found in it.
 */
export async function findingsCommand(file: string, isJson: boolean): Promise<number> {
  return await withRecording(file, async (recording) => {
    const observed = new ObservedFindings()
    for await (const events of recording.all()) observed.add(events)
    const found = observed.all()
    if (!isJson) {
      console.log(found.length === 0 ? "No findings." : found.map(findingText).join("\n\n"))
      return
    }
    const findings = found.map(({ finding, from, until }) => ({ ...finding, from, until, ...inEnglish(finding) }))
    console.log(JSON.stringify({ file, findings, damage: recording.damage && problemText(recording.damage) }, null, 2))
  })
}
