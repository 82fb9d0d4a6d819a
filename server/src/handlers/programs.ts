import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import type { BundledProgram, CommandInput } from "@forkscope/shared/socket"
import { z } from "zod"

const both = z.strictObject({ en: z.string(), zh: z.string() })

/** An entry of `programs.json`; see its README. Fields that only tests read are ignored. */
const entry = z.object({
  id: z.string(),
  title: both,
  about: both,
  files: z.array(z.string()),
  main: z.string(),
  args: z.array(z.string()),
  finding: z.string().nullable(),
})

/**
 * Reads the programs that come with Forkscope, in the order of their list.
 *
 * Their files have the paths that a user would see: relative to the folder of the main file.
 */
export function readPrograms(folder: string): BundledProgram[] {
  const list = z.array(entry).parse(JSON.parse(readFileSync(join(folder, "programs.json"), "utf8")))
  return list.map(({ files, main, ...rest }) => {
    const prefix = main.slice(0, main.lastIndexOf("/") + 1)
    const named = (file: string) => (file.startsWith(prefix) ? file.slice(prefix.length) : file)
    return {
      ...rest,
      files: files.map((file) => ({ name: named(file), text: readFileSync(join(folder, file), "utf8") })),
      main: named(main),
      isMisbehaving: main.startsWith("misbehaving/"),
    }
  })
}

/**
 * Writes a program's files below `folder`, which only we may write to. Their names were checked: none leads out of it.
 */
export function writeProgram(folder: string, files: CommandInput<"program.start">["files"]): void {
  for (const { name, text } of files) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(path, text, { mode: 0o600, flag: "wx" })
  }
}

/** The language of a file by its name's extension; null if unknown. */
export function languageOf(file: string): "python" | "node" | null {
  if (/\.pyw?$/.test(file)) return "python"
  return /\.[cm]?js$/.test(file) ? "node" : null
}
