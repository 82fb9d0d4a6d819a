import type { World } from "@forkscope/shared/world"

/** A file of the watched program. */
export interface CodeFile {
  /** As in the sites of events. */
  readonly path: string
  /** Short: relative to the folder of the main file. */
  readonly name: string
  readonly text: string
}

/** The program's own files: the main file, those in its folder, then others. */
export function codeFiles(world: World): CodeFile[] {
  const main = mainPath(world)
  const folder = main === null ? "" : folderOf(main)
  const rank = (path: string) => (path === main ? 0 : path.startsWith(folder) ? 1 : 2)
  return Object.entries(world.sources)
    .map(([path, text]) => ({
      path,
      name: path.slice(path.startsWith(folder) ? folder.length : folderOf(path).length),
      text,
    }))
    .sort((a, b) => rank(a.path) - rank(b.path) || a.path.localeCompare(b.path))
}

/** The path up to its last slash; empty where there is none. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1)
}

/** The file named on the command line, else the first one read; null before any was read. */
export function mainPath(world: World): string | null {
  const paths = Object.keys(world.sources)
  for (const word of world.run?.argv ?? []) {
    const path = fileNamed(paths, word)
    if (path !== null) return path
  }
  return paths[0] ?? null
}

/** The file that a printed or given path means, which may be relative or a file URL; null: none of these files. */
export function fileNamed(paths: readonly string[], text: string): string | null {
  const path = text.startsWith("file://") ? decoded(text.slice("file://".length)) : text.replace(/^\.\//, "")
  if (path === "") return null
  return (
    paths.find((one) => one === path) ?? paths.find((one) => !path.startsWith("/") && one.endsWith(`/${path}`)) ?? null
  )
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
