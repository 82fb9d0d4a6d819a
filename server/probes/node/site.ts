import type { Site } from "@forkscope/shared/events"

/** A place in the code as V8 names it; the file may be a path, a file: URL, `node:internal/…`, `[eval]`, or nothing. */
export interface Frame {
  file: string | null
  line: number | null
  function: string | null
}

/** Most frames that are examined. */
const DEPTH = 64
/** Most places that a fact may carry. */
const MOST_SITES = 32
const NAME_LENGTH = 200

/**
 * The frames of the running thread, innermost first.
 *
 * The program may have set `Error.prepareStackTrace`: it is set aside for this moment, and nothing of it is called.
 */
export function currentFrames(): Frame[] {
  const { stackTraceLimit } = Error
  const own = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace")
  try {
    Error.stackTraceLimit = DEPTH
    Error.prepareStackTrace = (_, sites) => sites
    const holder: { stack?: unknown } = {}
    Error.captureStackTrace(holder, currentFrames)
    const sites = holder.stack as (NodeJS.CallSite & { isAsync(): boolean })[]
    return sites.flatMap((site) =>
      // Functions that await this one are listed too, but are not running.
      site.isAsync()
        ? []
        : [{ file: site.getFileName() ?? null, line: site.getLineNumber(), function: site.getFunctionName() }],
    )
  } finally {
    Error.stackTraceLimit = stackTraceLimit
    if (own) Object.defineProperty(Error, "prepareStackTrace", own)
    else Reflect.deleteProperty(Error, "prepareStackTrace")
  }
}

/** The places of frames that have a line in a file, without Node's own and the probe's. */
export function sitesOf(frames: Frame[], probeFile: string): Site[] {
  const sites: Site[] = []
  for (const { file, line, function: name } of frames) {
    if (!file || !line || line < 1 || file.startsWith("node:")) continue
    const path = file.startsWith("file:") ? decodeURIComponent(new URL(file).pathname) : file
    if (path === probeFile) continue
    sites.push({ file: path, line, function: (name || "<anonymous>").slice(0, NAME_LENGTH) })
  }
  return sites.slice(0, MOST_SITES)
}

/** The innermost place in the program's own code: not in a package, not in Forkscope's library. */
export function ownSite(sites: Site[]): Site | undefined {
  return sites.find(({ file }) => isOwn(file))
}

/** The line of the program that made the current call. */
export function callerSite(probeFile: string): { site?: Site } {
  const { site } = callerOf(probeFile)
  return site ? { site } : {}
}

/** The line of the program that made the current call, and the files of all code that led to it, innermost first. */
export function callerOf(probeFile: string): { site?: Site; files: string[] } {
  try {
    const sites = sitesOf(currentFrames(), probeFile)
    const site = ownSite(sites)
    return { ...(site ? { site } : {}), files: sites.map(({ file }) => file) }
  } catch {
    return { files: [] }
  }
}

function isOwn(file: string): boolean {
  if (file === "[eval]" || file === "[stdin]" || file === "[worker eval]") return true
  return file.startsWith("/") && !/\/node_modules\/|\/dist\/multiprocessing\/[\w-]+\.cjs$/.test(file)
}
