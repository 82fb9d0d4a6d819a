import { resolve } from "node:path"
import type { AppOptions } from "./app.ts"
import { serve } from "./serve.ts"
import { pathOf } from "./withRecording.ts"

/** Opens the page with a recording, and runs until a signal ends it. */
export async function openCommand(file: string, options: AppOptions & { open: boolean }): Promise<void> {
  await serve(options, async (app) => {
    const id = await app.recordings?.open(resolve(pathOf(file)))
    if (!id) throw new Error("Expected a folder for recordings that can be written to")
    return `&recording=${id}`
  })
}
