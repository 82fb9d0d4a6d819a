import { spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** Long enough that even a browser that first has to start has read the file, ms. */
const KEEP_FILE = 60_000

/**
 * Opens the address in the user's browser, if there is one.
 *
 * The address contains the token, and every user of the machine can read command lines, so the browser gets a private
 * file that redirects to the address.
 */
export function openBrowser(address: string): void {
  const isDesktop = process.platform !== "linux" || process.env.DISPLAY || process.env.WAYLAND_DISPLAY
  if (!isDesktop || !process.stdout.isTTY) return
  const folder = mkdtempSync(join(tmpdir(), "forkscope-open-"))
  const file = join(folder, "open.html")
  writeFileSync(file, `<!doctype html><meta http-equiv="refresh" content="0; url=${address}">`, { mode: 0o600 })
  const remove = () => rmSync(folder, { recursive: true, force: true })
  process.once("exit", remove)
  setTimeout(remove, KEEP_FILE).unref()
  const child = spawn(process.platform === "darwin" ? "open" : "xdg-open", [file], { stdio: "ignore", detached: true })
  child.on("error", remove)
  child.unref()
}
