import type { BundledProgram, CommandInput } from "@forkscope/shared/socket"
import type { World } from "@forkscope/shared/world"
import { codeFiles, fileNamed, folderOf, mainPath } from "../../scenes/code/files.ts"
import type { Draft, SourceFile, Trouble } from "../../store/program.ts"
import { readEnvironment } from "./environment.ts"
import { type Language, languageOf, TEMPLATES } from "./templates.ts"
import { joinWords, splitWords } from "./words.ts"

/** A new draft with the given files; the first file that can be run is its main file. */
export function draftOf(title: string, files: readonly SourceFile[], more: Partial<Draft> = {}): Draft {
  return {
    id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`,
    title,
    base: null,
    isOwn: true,
    files,
    main: (files.find(({ name }) => languageOf(name) !== null) ?? files[0])?.name ?? "",
    args: "",
    env: "",
    changedAt: Date.now(),
    ...more,
  }
}

export function newScript(language: Language, title: string): Draft {
  return draftOf(title, [TEMPLATES[language]])
}

export function bundledDraft({ id, title, files, main, args }: BundledProgram, language: "en" | "zh"): Draft {
  return draftOf(title[language], files, { base: id, isOwn: false, main, args: joinWords(args) })
}

/** The files of the watched run as a draft, to be changed and run again; null where no files are known. */
export function draftOfRun(world: World, title: string): Draft | null {
  const path = mainPath(world)
  // Only files below the main file's folder: others would not be found from there when it runs again.
  const files = codeFiles(world).filter((file) => path !== null && file.path.startsWith(folderOf(path)))
  const main = files.find((file) => file.path === path)
  if (!main) return null
  const argv = world.run?.argv ?? []
  const place = argv.findIndex((word) => fileNamed([main.path], word) !== null)
  const args = place < 0 ? [] : argv.slice(place + 1)
  return draftOf(
    title,
    files.map(({ name, text }) => ({ name, text })),
    { main: main.name, args: joinWords(args), isOwn: false },
  )
}

/** The input of the start command, or what is wrong with the draft. */
export function startInput(
  draft: Draft,
): { ok: true; input: CommandInput<"program.start"> } | { ok: false; trouble: Trouble } {
  const words = splitWords(draft.args)
  if (!words.ok) return { ok: false, trouble: { key: "code:trouble.openQuote", text: words.open } }
  const environment = readEnvironment(draft.env)
  if (!environment.ok) {
    return { ok: false, trouble: { key: "code:trouble.environment", text: `${environment.line}: ${environment.text}` } }
  }
  const name = draft.title.trim().slice(0, 80)
  const { files, main } = draft
  return {
    ok: true,
    input: {
      ...(name ? { name } : {}),
      files: files.map((file) => ({ ...file })),
      main,
      args: words.words,
      env: environment.env,
    },
  }
}
