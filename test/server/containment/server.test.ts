import { randomUUID } from "node:crypto"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname } from "node:path"
import { gunzipSync } from "node:zlib"
import type { EventOf, ForkscopeEvent } from "@forkscope/shared/events"
import { io, type Socket } from "socket.io-client"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { kernelChildren, kernelProcess } from "../../support/kernel.ts"
import { startServer, type TestServer } from "../../support/server.ts"

/** Code that starts a process which leaves its parent, its process group, its session and its terminal. */
const ESCAPE = (mark: string) =>
  `require("node:child_process").spawn("setsid", ["sh", "-c", "(sleep 1000; : ${mark}) &"], { detached: true, stdio: "ignore" }).unref()`

let server: TestServer
let socket: Socket
let run: string

beforeEach(async () => {
  server = await startServer()
  socket = io(server.url, { transports: ["websocket"], auth: { token: server.token } })
  run = (await command("lab.create", {})).run as string
})
afterEach(async () => {
  socket.disconnect()
  await server.stop()
})

async function command(name: string, input: object): Promise<Record<string, unknown>> {
  const answer = await socket.emitWithAck("command", name, input)
  expect(answer).toMatchObject({ ok: true })
  return answer.result
}

const decode = (encoding: string, data: Uint8Array) =>
  JSON.parse(String(encoding === "gzip" ? gunzipSync(data) : Buffer.from(data)))

const submit = (code: string) => command("lab.submit", { run, code })

/** Every living process whose command line contains the mark. */
function marked(mark: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "latin1").includes(mark) && kernelProcess(pid)?.state !== "Z"
      } catch {
        return false
      }
    })
}

function descendants(pid: number): number[] {
  return kernelChildren(pid).flatMap((child) => [child.pid, ...descendants(child.pid)])
}

/** Starts a pool, a burner, a stopped process and an escaped one, and waits until all of them have started. */
async function startTree(): Promise<{ escaped: string; pids: number[] }> {
  const escaped = `escaped-${randomUUID()}`
  await submit("const pool = new Pool(2)")
  await submit("const p = new Process({ target: burn })")
  await submit("p.start()")
  await submit(ESCAPE(escaped))
  await expect.poll(() => marked(escaped).length).toBeGreaterThan(0)
  await expect.poll(() => descendants(server.pid).length).toBeGreaterThanOrEqual(8)
  return { escaped, pids: descendants(server.pid) }
}

/** The socket to which a process of a run reports its facts; it is in the server's private folder. */
function socketPathOf(pid: number): string | undefined {
  return /(?:^|\0)FORKSCOPE_SOCKET=([^\0]+)/.exec(readFileSync(`/proc/${pid}/environ`, "utf8"))?.[1]
}

/**
 * The processes that have not ended. A zombie has ended: it is only an entry in the process table until it is reaped.
 */
const alive = (pids: number[]) => pids.filter((pid) => !["Z", "X", undefined].includes(kernelProcess(pid)?.state))

describe("nothing outlives", () => {
  test("a server that is killed: all processes of its runs are gone within a second", async () => {
    const { escaped, pids } = await startTree()
    const socketPath = pids.map(socketPathOf).find((path) => path !== undefined) ?? ""
    expect(existsSync(socketPath)).toBe(true)
    process.kill(server.pid, "SIGKILL")
    await expect.poll(() => [...alive(pids), ...marked(escaped)], { timeout: 1000, interval: 10 }).toEqual([])
    await expect.poll(() => existsSync(dirname(socketPath))).toBe(false)
  })

  test("a run that is stopped, not even a child that has left its session and lost its parent", async () => {
    const { escaped } = await startTree()
    await command("run.stop", { run })
    expect(marked(escaped)).toEqual([])
  })

  test("a supervisor that the run's own code kills, and the server lives on", async () => {
    const { escaped, pids } = await startTree()
    const warden = kernelChildren(server.pid)[0]?.pid
    await submit('process.kill(process.ppid, "SIGKILL")')
    const ofRun = pids.filter((pid) => pid !== warden)
    await expect.poll(() => [...alive(ofRun), ...marked(escaped)]).toEqual([])
    expect(await command("lab.create", {})).toHaveProperty("run")
  })
})

test("a process beyond the limit is refused with the limit's name, and the lab keeps working", async () => {
  const finished: EventOf<"line.finished">[] = []
  const take = (event: ForkscopeEvent) => event.type === "line.finished" && finished.push(event)
  socket.on("snapshot", (_, data) => decode("gzip", data).tail.forEach(take))
  socket.on("batch", (_, encoding, data) => decode(encoding, data).forEach(take))
  await socket.emitWithAck("watch", run)
  await submit("for (let i = 0; i < 70; i++) new Process({ target: sleepFor, args: [100] }).start()")
  await submit("6 * 7")
  await expect.poll(() => finished.length).toBe(2)
  expect(finished[0]?.error).toMatchObject({
    name: "BlockingIOError",
    message: expect.stringMatching(/FORKSCOPE_MAX_PROCESSES allows \d+/),
  })
  expect(finished[1]?.value).toBe("42")
})
