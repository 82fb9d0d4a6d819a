import { spawnSync } from "node:child_process"
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { type BrowserContext, chromium } from "playwright-core"

/** The shell without a user interface comes first: it needs a sixth less CPU time. */
const NAMES = [
  "chromium-headless-shell",
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
  "chrome",
]
const APPS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
]
const isRoot = process.getuid?.() === 0

/** Arguments that keep a browser from making requests other than those of the page under test. */
const QUIET = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
]

/** Opens a browser with a new profile, which is removed when the browser is closed. */
export interface TestBrowser {
  context: BrowserContext
  close(): Promise<void>
}

/** All browsers that are open. */
export const openBrowsers = new Set<BrowserContext>()

/** @param moves Whether the page animates. Default: no, which leaves the machine to the programs under test. */
export async function openBrowser(args: string[] = [], moves = false): Promise<TestBrowser> {
  const executablePath = findBrowser()
  if (!executablePath) throw new Error("Expected Chrome or Chromium. Install one, or name it in CHROMIUM_PATH.")
  const profile = mkdtempSync(join(tmpdir(), "forkscope-browser-"))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    reducedMotion: moves ? "no-preference" : "reduce",
    // Chromium's sandbox refuses to run as root.
    chromiumSandbox: !isRoot,
    args: [...QUIET, ...args],
  })
  // So long that only something that never happens reaches it, even on a busy machine.
  context.setDefaultTimeout(60_000)
  openBrowsers.add(context)
  return {
    context,
    close: async () => {
      openBrowsers.delete(context)
      await context.close()
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/**
 * The first browser that exists of: the one named in the environment, an installed one, the one that Playwright keeps.
 */
function findBrowser(): string | undefined {
  const named = process.env.CHROMIUM_PATH
  if (named) {
    if (!isExecutable(named)) throw new Error(`Expected CHROMIUM_PATH to name a program, got ${named}`)
    return named
  }
  const folders = (process.env.PATH ?? "").split(delimiter)
  const installed = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [...installed, ...APPS, chromium.executablePath()].find(isExecutable)
}

/** Finds a browser or installs one; if neither works, throws an error that says what to do. */
export function ensureBrowser(): string {
  const found = findBrowser()
  if (found) return found
  const tried: string[] = []
  const attempt = (command: string, ...args: string[]) => {
    const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8", env: quietEnvironment() })
    if (status !== 0) tried.push(`${command} ${args.join(" ")}: ${error?.message ?? stderr.trim().slice(-500)}`)
    return status === 0 ? findBrowser() : undefined
  }
  if (isRoot && isDebian()) {
    attempt("apt-get", "update", "-q")
    for (const name of ["chromium-headless-shell", "chromium"]) {
      const browser = attempt("apt-get", "install", "-y", "-q", "--no-install-recommends", name)
      if (browser) return browser
    }
  }
  const cli = join(dirname(createRequire(import.meta.url).resolve("playwright-core/package.json")), "cli.js")
  const browser = attempt(process.execPath, cli, "install", ...(isRoot ? ["--with-deps"] : []), "chromium")
  if (browser) return browser
  throw new Error(`Expected Chrome or Chromium. Install one, or name it in CHROMIUM_PATH.\n${tried.join("\n")}`)
}

const quietEnvironment = () => ({ ...process.env, DEBIAN_FRONTEND: "noninteractive" })

/** Whether this is Debian itself: Ubuntu's package of that name only points to a snap. */
function isDebian(): boolean {
  return existsSync("/etc/os-release") && /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
