import { spawn } from "node:child_process"
import { once } from "node:events"
import { closeSync, openSync, readFileSync } from "node:fs"
import type { Readable } from "node:stream"
import { fileURLToPath } from "node:url"
import { afterEach, describe, expect, onTestFinished, test } from "vitest"
import { openTerminal } from "../../../server/src/runs/terminal.ts"
import { python } from "../../support/pythons.ts"
import { CLI } from "../../support/server.ts"

/** What a user types: it starts Node. */
const COMMAND = fileURLToPath(new URL("../../../dist/server/forkscope", import.meta.url))
const OBSERVED = [COMMAND, "run", "--headless", "--no-record", "--"]

const WITHIN = { timeout: 60_000 }

/** Ends what a test left behind on purpose. */
const strays: number[] = []
afterEach(() => {
  for (const pid of strays.splice(0)) process.kill(pid, "SIGKILL")
})

/** Runs a command after a piece of shell. @returns its stdout and exit code, without what Forkscope says on stderr */
async function printed(command: readonly string[], before = ""): Promise<{ stdout: string; code: number | null }> {
  const child = spawn("bash", ["-c", `${before}\nexec "$@"`, "bash", ...command], { stdio: ["ignore", "pipe", "pipe"] })
  let stdout = ""
  let stderr = ""
  child.stdout.setEncoding("utf8").on("data", (text) => {
    stdout += text
  })
  child.stderr.setEncoding("utf8").on("data", (text) => {
    stderr += text
  })
  const [code] = (await once(child, "close")) as [number | null]
  if (code !== 0) console.error(stderr)
  return { stdout, code }
}

/** The output of a command as it is, and under observation. */
async function both(command: readonly string[], before?: string): Promise<[string, string]> {
  const [bare, observed] = await Promise.all([printed(command, before), printed([...OBSERVED, ...command], before)])
  return [bare.stdout, observed.stdout]
}

const shell = (script: string) => ["sh", "-c", script]

describe("a program from the command line", () => {
  const ASK = shell("ulimit -S -a; ulimit -H -a; nice; cat /proc/self/oom_score_adj /proc/self/cgroup; umask; pwd")

  test("has the limits, the niceness and the control group of its user", async () => {
    const [bare, observed] = await both(ASK, "ulimit -S -n 333; umask 027")
    expect(bare).toContain("333")
    expect(observed).toBe(bare)
  })

  test("has its user's limit on open files too if Node was started in another way", async () => {
    const bare = await printed(ASK, "ulimit -S -n 333")
    const observed = await printed(
      shell(`"${process.execPath}" "${CLI}" run --headless --no-record -- "$@"; exit $?`).concat("sh", ...ASK),
      "ulimit -S -n 333",
    )
    expect(observed.stdout).toBe(bare.stdout)
  })

  test("ignores and blocks the signals that its user's shell ignores, as under nohup", async () => {
    const [bare, observed] = await both(["grep", "-E", "SigIgn|SigBlk", "/proc/self/status"], "trap '' HUP INT USR1")
    expect(bare).toMatch(/SigIgn:\t0{13}203\n/)
    expect(observed).toBe(bare)
  })

  test.each([
    ["Python", [python().path, "-c", "import os; print(sorted(os.environ.items()))"]],
    ["Node", [process.execPath, "-p", "JSON.stringify(Object.entries(process.env).sort())"]],
  ])("sees its own environment in %s", async (_, command) => {
    const [bare, observed] = await both(command, "export ODD='a=b, ü' npm_config_x=1 FORKSCOPE_MINE=2; unset TERM")
    expect(bare).toContain("FORKSCOPE_MINE")
    expect(observed).toBe(bare)
  })

  test("has the descriptors that its user's shell has opened, and no others", async () => {
    const list = shell(
      "for n in 3 4 5 6 7 8 9 13 40; do readlink /proc/$$/fd/$n || echo none; done; cat /dev/fd/3 /dev/fd/40",
    )
    const opens = "exec 3<<<three 5>/dev/null 13</dev/zero 40< <(echo forty)"
    const [bare, observed] = await both(list, opens)
    expect(bare).toMatch(/three\nforty\n$/)
    const withoutInodes = (text: string) => text.replace(/\[\d+\]/g, "").replace(/sh-thd\.\w+/g, "")
    expect(withoutInodes(observed)).toBe(withoutInodes(bare))
  })

  test("has the arguments and variables of its user, also where they are no UTF-8", async () => {
    const show = shell('for text in "$@" "$ODD"; do printf %s "$text" | od -An -tx1; done').concat("sh", "ü")
    const [bare, observed] = await both(show, "set -- \"$@\" $'caf\\xe9 \\xc3' ''; export ODD=$'\\xff\\xc3\\xa9='")
    expect(bare).toBe(" c3 bc\n 63 61 66 e9 20 c3\n ff c3 a9 3d\n")
    expect(observed).toBe(bare)
  })

  test("takes the sockets of its activation for its own", async () => {
    const [bare, observed] = await both(shell("[ $LISTEN_PID = $$ ] && echo own"), "export LISTEN_PID=$$ LISTEN_FDS=1")
    expect([bare, observed]).toEqual(["own\n", "own\n"])
  })

  test("holds them alone: when it closes one, the reader at the other end sees the end", async () => {
    const command = [...OBSERVED, ...shell("echo through >&3; exec 3>&-; read line; echo got $line")]
    const child = spawn("sh", ["-c", 'exec "$@"', "sh", ...command], { stdio: ["pipe", "pipe", "ignore", "pipe"] })
    let [text, passed] = ["", ""]
    child.stdout?.setEncoding("utf8").on("data", (part) => {
      text += part
    })
    const other = child.stdio[3] as Readable
    other.setEncoding("utf8").on("data", (part) => {
      passed += part
    })
    await once(other, "end")
    child.stdin?.end("more\n")
    await once(child, "close")
    expect([passed, text]).toEqual(["through\n", "got more\n"])
  })

  test("gets a limit that is asked for, and only that", async () => {
    const asked = [...OBSERVED.slice(0, -1), "--max-files", "100", "--nice", "3", "--max-memory", "none", "--"]
    const own = await printed(shell("ulimit -H -d; ulimit -H -c; cat /proc/self/oom_score_adj"))
    const { stdout } = await printed([...asked, ...shell("ulimit -H -d; ulimit -H -c; cat /proc/self/oom_score_adj")])
    expect(stdout).toBe(own.stdout)
    expect((await printed([...asked, ...shell("ulimit -S -n; ulimit -H -n; nice")])).stdout).toBe("100\n100\n3\n")
  })
})

const stateOf = (pid: number) => /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, "latin1"))?.[1]

test("SIGTSTP stops the program and Forkscope, and SIGCONT continues both", async () => {
  const script = "echo $$; read line; echo got $line"
  const child = spawn(COMMAND, [...OBSERVED.slice(1), ...shell(script)], { stdio: ["pipe", "pipe", "ignore"] })
  let text = ""
  child.stdout.setEncoding("utf8").on("data", (part) => {
    text += part
  })
  await expect.poll(() => text, WITHIN).toMatch(/^\d+\n$/)
  child.kill("SIGTSTP")
  await expect.poll(() => stateOf(Number(text)), WITHIN).toBe("T")
  await expect.poll(() => stateOf(child.pid ?? 0), WITHIN).toBe("T")
  child.kill("SIGCONT")
  child.stdin.end("more\n")
  await once(child, "close")
  expect(text).toMatch(/^\d+\ngot more\n$/)
})

describe("a process that a program leaves behind", () => {
  /** A shell that ends at once and leaves a process with closed streams, whose PID it prints. */
  const LEAVES = shell("sleep 60 >/dev/null 2>&1 </dev/null & echo $!")
  const isAlive = (pid: number) => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }
  const parentOf = async (pid: number) => (await printed(["ps", "-o", "ppid=", "-p", String(pid)])).stdout.trim()

  test("goes on when Forkscope has exited with the program's exit code, under the parent that it would have", async () => {
    const [bare, observed] = await both(LEAVES)
    strays.push(Number(bare), Number(observed))
    expect(isAlive(Number(observed))).toBe(true)
    expect(await parentOf(Number(observed))).toBe(await parentOf(Number(bare)))
  })

  test("is named at the end", async () => {
    const child = spawn(COMMAND, [...OBSERVED.slice(1), ...LEAVES], { stdio: ["ignore", "pipe", "pipe"] })
    let text = ""
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (part) => {
        text += part
      })
    }
    await once(child, "close")
    const pid = Number(/^\d+/.exec(text)?.[0])
    strays.push(pid)
    expect(text).toMatch(/exited with 0, .* 2 processes, no findings, left behind, still running: PID \d+/)
    expect(text).toContain(`PID ${pid}`)
  })

  test("still writes to the user's stdout, which ends when the last writer ends", async () => {
    const { stdout } = await printed([...OBSERVED, ...shell("(sleep 1; echo late) & echo early")])
    expect(stdout).toBe("early\nlate\n")
  })

  test("still writes to the user's terminal", async () => {
    let shown = ""
    const terminal = openTerminal({
      cols: 80,
      rows: 24,
      onOutput: (text) => {
        shown += text
      },
    })
    onTestFinished(() => terminal.close())
    const tty = openSync(terminal.slavePath, "r+")
    const late = shell("(sleep 1; echo late) & echo early")
    const child = spawn(COMMAND, [...OBSERVED.slice(1), ...late], { stdio: [tty, tty, tty] })
    closeSync(tty)
    expect(await once(child, "exit")).toEqual([0, null])
    await expect.poll(() => shown, WITHIN).toMatch(/early\r.*late\r/s)
  })

  test("is told when nobody reads its output any more, as any writer to a pipe", async () => {
    const script = "(sleep 1; while echo y; do :; done; echo $? > /dev/null) & echo $!"
    const { stdout } = await printed(shell(`"$@" | head -1`).concat("sh", ...OBSERVED, ...shell(script)))
    await expect.poll(() => isAlive(Number(stdout)), WITHIN).toBe(false)
  })

  test("is ended with --sweep", async () => {
    const swept = [...OBSERVED.slice(0, -1), "--sweep", "--", ...LEAVES]
    const { stdout, code } = await printed(swept)
    expect(code).toBe(0)
    expect(isAlive(Number(stdout))).toBe(false)
  })
})
