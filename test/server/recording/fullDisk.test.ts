import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { CLI } from "../../support/server.ts"

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "forkscope-full-"))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

/** Prints 3 MB that gzip cannot shrink, then a last word. */
const TALKER = `
  const { randomBytes } = require("node:crypto")
  let left = 60
  const timer = setInterval(() => {
    console.log(randomBytes(25000).toString("hex"))
    if (--left > 0) return
    clearInterval(timer)
    console.log("the last word")
    process.exitCode = 3
  }, 40)`

/** Commands that run another command where a recording has no room; `$0` is the folder. */
const PLACES = {
  "a disk that is full": {
    by: ["unshare", "-Urm", "sh", "-c", 'mount -t tmpfs -o size=128k none "$0" && exec "$@"'],
    error: "ENOSPC",
  },
  "a disk where files may not grow": { by: ["sh", "-c", 'ulimit -f 256 && exec "$@"'], error: "EFBIG" },
}
const mayMount = spawnSync("unshare", ["-Urm", "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0

describe.each(Object.entries(PLACES))("on %s", (name, { by: [command = "", ...args], error }) => {
  test.skipIf(name === "a disk that is full" && !mayMount)(
    "the run goes on to its end, and says that its recording has stopped",
    async () => {
      const program = [process.execPath, "-e", TALKER]
      const child = spawn(command, [...args, home, process.execPath, CLI, "run", "--headless", "--", ...program], {
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, XDG_DATA_HOME: home },
      })
      const ended = new Promise<number | null>((resolve) => child.on("exit", resolve))
      const [out, said, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
      expect(said).toContain(`The recording of this run ends here: ${error}`)
      expect(out.length).toBeGreaterThan(60 * 50_000)
      expect(out).toMatch(/the last word\s*$/)
      expect(code).toBe(3)
    },
  )
})
