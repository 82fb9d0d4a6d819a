import { readdirSync, readlinkSync } from "node:fs"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import type { RunLimits } from "../../../server/src/containment/limits.ts"
import { type Launched, Warden } from "../../../server/src/containment/warden.ts"
import { openTerminal, type Terminal } from "../../../server/src/runs/terminal.ts"
import { childrenOf, ENDED, marked, read, SCRIPT, statOf, until } from "../containment/hostile.ts"

let warden: Warden
beforeAll(async () => {
  warden = await Warden.start({ script: SCRIPT })
})
afterAll(() => warden.close())

let terminals: Terminal[] = []
let runs: Launched[] = []
afterEach(async () => {
  await Promise.all(runs.map((run) => run.stop(0)))
  for (const terminal of terminals) terminal.close()
  runs = []
  terminals = []
})

type Limits = Pick<RunLimits, "outputBytesPerSecond" | "viewerBytesPerSecond" | "ringBytes">

/** A program on a terminal, and its output so far. */
async function onTerminal(argv: string[], limits?: Limits) {
  const seen = { text: "", dropped: 0, pieces: 0 }
  const terminal = openTerminal({
    cols: 90,
    rows: 20,
    onOutput: (text) => {
      seen.text += text
      seen.pieces += 1
    },
    onDropped: (bytes) => {
      seen.dropped += bytes
    },
    ...(limits && { limits }),
  })
  terminals.push(terminal)
  const run = await warden.launch(marked(argv, { terminal: terminal.slavePath }))
  runs.push(run)
  const exitCode = run.exited.then(({ code }) => code)
  const shows = (text: string) => until(() => seen.text.includes(text))
  const finished = async () => {
    await run.ended
    terminal.drain()
    return seen
  }
  return { terminal, run, seen, exitCode, shows, finished }
}

const shell = (script: string, limits?: Limits) => onTerminal(["sh", "-c", script], limits)

describe("a terminal", () => {
  it("is the program's controlling terminal, in which it is the foreground group", async () => {
    const { terminal, finished } = await shell("tty; [ $(ps -o tpgid= $$) = $(ps -o pgid= $$) ] && echo foreground")
    expect((await finished()).text).toBe(`${terminal.slavePath}\r\nforeground\r\n`)
  })

  it("has the size it was opened with, and signals a new one", async () => {
    const { terminal, shows, finished } = await shell(
      "trap 'stty size; exit' WINCH; stty size; while :; do sleep 0.01; done",
    )
    await shows("20 90\r\n")
    terminal.resize(120, 50)
    expect((await finished()).text).toBe("20 90\r\n50 120\r\n")
  })

  it("turns Ctrl-C into SIGINT for the program and its children", async () => {
    const { terminal, shows, exitCode } = await onTerminal(["perl", "-e", "$| = 1; fork; print qq(up\\n); sleep 60"])
    await shows("up\r\nup\r\n")
    terminal.write("\x03")
    expect(await exitCode).toBe(-2)
  })

  it("stops the program at Ctrl-Z, as a shell's terminal does", async () => {
    const { terminal, run, shows } = await onTerminal(["perl", "-e", "$| = 1; print qq(up\\n); sleep 60"])
    await shows("up")
    terminal.write("\x1a")
    await until(() => statOf(run.pid)?.state === "T")
  })

  it("does not hang up on children when the main program ends", async () => {
    const { shows, exitCode, run } = await shell("(echo child; sleep 60; echo no) & read line < /dev/null; exit 0")
    await shows("child")
    expect(await exitCode).toBe(0)
    expect(await run.stop(5)).toEqual(ENDED)
  })

  it("sends typed text to the program, not to the server", async () => {
    const { terminal, shows, finished } = await shell("echo ready; read line; echo got $line")
    await shows("ready")
    terminal.write("漢字 and more\n")
    expect((await finished()).text).toContain("got 漢字 and more\r\n")
  })

  it("erases a whole character of several bytes", async () => {
    const { terminal, shows, finished } = await shell("echo ready; read line; echo got $line")
    await shows("ready")
    terminal.write("a漢\x7fb\n")
    expect((await finished()).text).toContain("got ab\r\n")
  })

  it("never passes on half a character, however the bytes arrive", async () => {
    const { seen, finished } = await shell(
      String.raw`for i in 1 2 3 4 5; do printf '\346'; sleep 0.02; printf '\274'; sleep 0.02; printf '\242'; done`,
    )
    await finished()
    expect(seen.text).toBe("漢".repeat(5))
    expect(seen.pieces).toBeGreaterThan(1)
  })

  it("passes on everything that was written just before the end", async () => {
    const { finished } = await shell("seq 1 9000; printf last")
    const { text, dropped } = await finished()
    expect(dropped).toBe(0)
    expect(text.split("\r\n")).toHaveLength(9001)
    expect(text.endsWith("9000\r\nlast")).toBe(true)
  })

  it("does not block if a program never reads its input; too much input is refused", async () => {
    const { terminal, shows } = await shell("stty raw -echo; echo ready; sleep 60")
    await shows("ready")
    expect(terminal.write("x".repeat(60_000))).toBe(true)
    expect(terminal.write("x".repeat(60_000))).toBe(false)
  })
})

it("a terminal that was opened before the warden is not held by it", async () => {
  terminals.push(openTerminal({ cols: 80, rows: 24, onOutput: () => {} }))
  const later = await Warden.start({ script: SCRIPT })
  const run = await later.launch(marked(["sleep", "60"]))
  const keepers = [run.supervisorPid, statOf(run.supervisorPid)?.parent ?? 0]
  const open = keepers.flatMap((pid) =>
    readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`)),
  )
  expect(open.filter((path) => /ptmx|pts/.test(path))).toEqual([])
  await later.close()
})

describe("output", () => {
  const slow = { outputBytesPerSecond: 200_000, viewerBytesPerSecond: 50_000, ringBytes: 20_000 }

  it("that comes faster than it is shown is dropped, the oldest first, and counted to the byte", async () => {
    const { finished } = await shell("head -c 90000 /dev/zero | tr '\\0' x; echo end", slow)
    const { text, dropped } = await finished()
    expect(dropped).toBeGreaterThan(0)
    expect(text.length + dropped).toBe(90_000 + "end\r\n".length)
    expect(text.endsWith("end\r\n")).toBe(true)
  })

  it("is read no faster than its limit: the program blocks in the meantime", async () => {
    const begun = performance.now()
    const { finished } = await shell("head -c 150000 /dev/zero", slow)
    await finished()
    // 20 kB pass at once and the terminal holds up to about 64 kB; the rest takes longer.
    expect(performance.now() - begun).toBeGreaterThan(200)
  })

  it("is not read while paused, and is complete afterwards", async () => {
    const { terminal, run, exitCode, seen, shows, finished } = await shell("echo go; read x; seq 1 30000; echo end")
    await shows("go")
    terminal.pause()
    const before = seen.text
    terminal.write("\n")
    await until(() => childrenOf(run.pid).some((pid) => /wait_woken|n_tty_write/.test(read(`/proc/${pid}/wchan`))))
    expect(seen.text).toBe(before)
    terminal.resume()
    expect(await exitCode).toBe(0)
    expect((await finished()).text.endsWith("30000\r\nend\r\n")).toBe(true)
  })
})
