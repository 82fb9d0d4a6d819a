import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { gunzipSync } from "node:zlib"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { python } from "../../support/pythons.ts"
import { CLI } from "../../support/server.ts"

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "forkscope-cli-"))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Starts `forkscope` as a user would, with pipes as its standard streams. */
function forkscope(...args: string[]) {
  const child = spawn(process.execPath, [CLI, ...args], { cwd: folder })
  const done = Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]).then(
    ([stdout, stderr, [code]]) => ({ stdout, stderr, code: code as number | null }),
  )
  return { child, done }
}

const run = (...argv: string[]) => forkscope("run", "--headless", "--", ...argv)

describe("forkscope run --headless", () => {
  test("hands arguments, input, both outputs and the exit code through", async () => {
    const { child, done } = run("sh", "-c", 'cat; echo "$@" >&2; exit 7', "sh", "--port", "3", "a b")
    child.stdin.end("typed\n")
    const { stdout, stderr, code } = await done
    expect(stdout).toBe("typed\n")
    expect(stderr).toMatch(/^--port 3 a b\nforkscope: exited with 7, /)
    expect(code).toBe(7)
  })

  test("shows the program pipes where it has pipes, not a terminal", async () => {
    const { child, done } = run("sh", "-c", "test -t 0 || test -t 1 || test -t 2 || echo none")
    child.stdin.end()
    expect((await done).stdout).toBe("none\n")
  })

  test("loses no byte of a large output, even if it is not text", async () => {
    const { child, done } = forkscope(
      "run",
      "--headless",
      "--",
      "sh",
      "-c",
      "head -c 3000000 /dev/zero | tr '\\0' '\\377'",
    )
    child.stdin.end()
    const chunks: Buffer[] = []
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk))
    await done
    const bytes = Buffer.concat(chunks)
    expect(bytes.length).toBe(3_000_000)
    expect(bytes.every((byte) => byte === 255)).toBe(true)
  })

  test("ends with 128 and the signal's number when a signal ended the program", async () => {
    const { code, stderr } = await run("sh", "-c", "kill -9 $$").done
    expect(code).toBe(137)
    expect(stderr).toContain("ended by signal 9")
  })

  test("passes signals on: the program cleans up and chooses its exit code", async () => {
    const { child, done } = run(
      "sh",
      "-c",
      'trap "echo tidied; exit 3" INT TERM; echo ready; while :; do sleep 0.05; done',
    )
    await once(child.stdout, "data")
    child.kill("SIGINT")
    const { code } = await done
    expect(code).toBe(3)
  })

  test("reports like a shell that there is no such program, or that it can't be run", async () => {
    const missing = await run("no-such-program").done
    expect(missing.code).toBe(127)
    expect(missing.stderr).toContain("no-such-program")
    const file = join(folder, "plain.txt")
    writeFileSync(file, "no program\n")
    expect((await run(file).done).code).toBe(126)
  })

  test("says so when an option makes Python ignore the probe, and shows what the kernel reports", async () => {
    const { stdout, stderr, code } = await run(python().path, "-I", "-c", "print('alone')").done
    expect(stdout).toBe("alone\n")
    expect(stderr).toMatch(
      /exited with 0, .* 1 process[\s\S]*No probe runs inside \S+ \(\d+\), which was started with -I/,
    )
    expect(code).toBe(0)
  })

  test("leaves no process, file or folder behind when it is killed", async () => {
    const { child } = run("sh", "-c", "sleep 1000 & echo $!; wait")
    const [first] = (await once(child.stdout, "data")) as [Buffer]
    const orphan = Number(first)
    const gone = once(child, "exit")
    child.kill("SIGKILL")
    await gone
    await expect.poll(() => isAlive(orphan)).toBe(false)
  })
})

describe("a recording", () => {
  test("made with --record holds every event, readable with gunzip, and findings can be asked of it", async () => {
    const file = join(folder, "run.forkscope")
    await forkscope("run", "--headless", "--record", file, "--", "sh", "-c", "echo seen").done
    const lines = gunzipSync(readFileSync(file)).toString().trim().split("\n")
    const [header, ...events] = lines.map((line) => JSON.parse(line))
    expect(header).toMatchObject({ forkscope: "recording", version: 1, name: "sh -c echo seen" })
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, place) => place + 1))
    expect(events.some(({ type, text }) => type === "output.written" && text === "seen\n")).toBe(true)
    expect(events.at(-1)).toMatchObject({ type: "run.ended", exitCode: 0 })
    const asked = await forkscope("findings", file, "--json").done
    expect(JSON.parse(asked.stdout)).toMatchObject({ findings: [], damage: null })
    expect(asked.code).toBe(0)
  })

  test("that is cut off is read as far as it goes, and a message says so", async () => {
    const file = join(folder, "whole.forkscope")
    await forkscope("run", "--headless", "--record", file, "--", "sh", "-c", "echo seen").done
    const bytes = readFileSync(file)
    const torn = join(folder, "torn.forkscope")
    writeFileSync(torn, bytes.subarray(0, bytes.length - 40))
    const { code, stderr } = await forkscope("findings", torn).done
    expect(stderr).toContain("all before it was read")
    expect(code).toBe(0)
  })

  test("that is missing, foreign or of a newer version is refused with a sentence", async () => {
    const foreign = join(folder, "foreign.txt")
    writeFileSync(foreign, "hello\n")
    const newer = join(folder, "newer.forkscope")
    const header = { forkscope: "recording", version: 99, events: 1, name: "x", wallClock: 0 }
    writeFileSync(newer, `${JSON.stringify(header)}\n`)
    const answers = await Promise.all(
      [join(folder, "nowhere"), foreign, newer].map((file) => forkscope("findings", file).done),
    )
    expect(answers.map(({ code }) => code)).toEqual([2, 2, 2])
    expect(answers.map(({ stderr }) => stderr)).toEqual([
      expect.stringContaining("there is no file"),
      expect.stringContaining("got text that begins with “hello”"),
      expect.stringContaining("a newer Forkscope made it"),
    ])
  })
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
