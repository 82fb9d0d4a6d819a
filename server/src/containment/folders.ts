import { mkdirSync, mkdtempSync, rmSync, statfsSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"

/** Private folders: only this user can read them. */
export interface Folders {
  /** Sockets, and the files of programs that were written in the page. */
  readonly files: string
  /**
   * Files that processes map into memory. In a file system in memory, writing to them costs a fifth of what it costs on
   * a disk.
   */
  readonly memory: string
}

const IN_MEMORY = "/dev/shm"
/**
 * Bytes that must be free there. A log is 2 MB, but occupies only what was written. When the file system is full,
 * writing to a mapped file kills the program, so keep a large margin.
 */
const ROOM_NEEDED = 1 << 30

/** Makes the folders of one server. */
export function makeFolders(): Folders {
  const files = mkdtempSync(join(tmpdir(), "forkscope-"))
  if (!hasRoom(IN_MEMORY)) return { files, memory: files }
  const memory = join(IN_MEMORY, basename(files))
  try {
    mkdirSync(memory, { mode: 0o700 })
    return { files, memory }
  } catch {
    return { files, memory: files }
  }
}

function hasRoom(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(path)
    return bavail * bsize >= ROOM_NEEDED
  } catch {
    return false
  }
}

/** Makes the folders of one run inside them. */
export function makeRunFolders({ files, memory }: Folders, run: string): Folders {
  const folders = { files: join(files, run), memory: join(memory, run) }
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folders
}

export function removeFolders(folders: Folders): void {
  for (const folder of Object.values(folders)) rmSync(folder, { recursive: true, force: true })
}
