import { resolve } from "node:path"
import type { HouseOptions } from "./house.ts"
import { serve } from "./serve.ts"
import { pathOf } from "./withRecording.ts"

/** Opens the page on a recording, and stays until a signal ends it. */
export async function openCommand(file: string, options: HouseOptions & { open: boolean }): Promise<void> {
  await serve(options, async (house) => {
    const id = await house.recordings?.open(resolve(pathOf(file)))
    if (!id) throw new Error("Expected a folder for recordings that can be written to")
    return `&recording=${id}`
  })
}
