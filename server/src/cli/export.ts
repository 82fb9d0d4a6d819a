import { closeSync, openSync, readFileSync, writeSync } from "node:fs"
import { resolve } from "node:path"
import { toNdjson, toTrace } from "@forkscope/shared/export"
import type { Recording } from "@forkscope/shared/recording"
import { savedPage } from "../recording/standalone.ts"
import { pathOf, withRecording } from "./withRecording.ts"

/** Each function returns the text in pieces. */
const WAYS = {
  html: async function* (_: Recording, file: string) {
    yield savedPage(readFileSync(pathOf(file)))
  },
  perfetto: toTrace,
  ndjson: toNdjson,
} satisfies Record<string, (of: Recording, file: string) => AsyncIterable<string>>

export type Form = keyof typeof WAYS
export const FORMS = Object.keys(WAYS) as Form[]

/**
 * Writes a recording in another format.
 *
 * @param output An existing file is replaced; "-" is stdout.
 * @returns the exit code.
 */
export async function exportCommand(file: string, form: Form, output: string): Promise<number> {
  return await withRecording(file, async (recording) => {
    if (resolve(output) === resolve(pathOf(file)))
      throw new Error("Expected another file to write to than the recording")
    const out = output === "-" ? 1 : openSync(output, "w", 0o600)
    try {
      for await (const piece of WAYS[form](recording, file)) writeAll(out, piece)
    } finally {
      if (out !== 1) closeSync(out)
    }
  })
}

function writeAll(out: number, text: string): void {
  for (let rest = Buffer.from(text); rest.length > 0; ) rest = rest.subarray(writeSync(out, rest))
}
