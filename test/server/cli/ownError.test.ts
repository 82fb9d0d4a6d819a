import { spawn } from "node:child_process"
import { randomUUID } from "node:crypto"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { CLI, startServer } from "../../support/server.ts"
import { gone, grown } from "../containment/hostile.ts"

let folder: string
let faults: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "forkscope-fault-"))
  faults = join(folder, "faults.cjs")
  // Only in the server: programs that it starts may load this file too.
  writeFileSync(
    faults,
    `if (process.argv[1]?.endsWith("cli.js")) {
      process.on("SIGUSR2", () => setTimeout(() => { throw new Error("a fault of its own") }))
      process.on("SIGWINCH", () => void Promise.reject(new Error("a fault of its own")))
    }`,
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

const withFaults = () => ({ NODE_OPTIONS: `--require=${faults}` })

async function startLab(url: string, token: string): Promise<void> {
  const answer = await fetch(`${url}/api/commands/lab.create`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
    body: "{}",
  })
  expect(await answer.json()).toMatchObject({ ok: true })
}

describe("an error that nothing handles", () => {
  test.each(["SIGUSR2", "SIGWINCH"] as const)(
    "ends the server and all its runs, and the exit code says so: %s",
    async (signal) => {
      const mark = randomUUID()
      const server = await startServer({ env: { ...withFaults(), HOSTILE: mark } })
      await startLab(server.url, server.token)
      await grown(mark, 2)
      process.kill(server.pid, signal)
      await gone(mark)
      expect(await server.exited).toBe(1)
      expect(server.errors()).toContain("forkscope: ended by an error of its own: Error: a fault of its own")
      expect(server.errors()).not.toContain(server.token)
    },
  )

  test("ends forkscope run and its program, with the exit code of a failure of its own", async () => {
    const mark = randomUUID()
    const child = spawn(process.execPath, [CLI, "run", "--headless", "--", "sh", "-c", "echo up; exec sleep 1000"], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...withFaults(), HOSTILE: mark },
    })
    const said = text(child.stderr)
    const exited = once(child, "exit")
    await once(child.stdout, "data")
    child.kill("SIGWINCH")
    expect((await exited)[0]).toBe(125)
    expect(await said).toContain("a fault of its own")
    await gone(mark)
  })
})
