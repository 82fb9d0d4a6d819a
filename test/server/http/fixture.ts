import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { request } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { CommandName } from "@forkscope/shared/socket"
import { openLogger } from "../../../server/src/cli/logger.ts"
import { CommandError, type Handlers } from "../../../server/src/commands/commands.ts"
import { createServer, type RunningServer } from "../../../server/src/http/server.ts"
import { Log } from "../../../server/src/log/log.ts"
import type { RunSource, Runs } from "../../../server/src/socket/sources.ts"

/**
 * A real server on a free port. Its runs are in memory, its one recording is a file, and it notes the handlers' calls.
 */
export interface Fixture extends RunningServer {
  tokens: { act: string; watch: string }
  /** Commands that reached their handler; refused commands do not. */
  calls: [name: CommandName, input: unknown][]
  addRun(id: string): Log
  removeRun(id: string): void
  drain(): void
  /** Lines that the server wrote to its log. */
  logged(): string
}

export async function startFixture(options: { maxViewers?: number } = {}): Promise<Fixture> {
  const clientDir = mkdtempSync(join(tmpdir(), "forkscope-page-"))
  writeFileSync(join(clientDir, "index.html"), "<!doctype html><title>Forkscope</title><script src=/page.js></script>")
  writeFileSync(join(clientDir, "alone.html"), "<!doctype html><title>Forkscope</title><body></body>")
  writeFileSync(join(clientDir, "page.js"), "document.title = 'loaded'")
  writeFileSync(join(clientDir, "one.forkscope"), "0123456789")
  const tokens = { act: randomBytes(32).toString("base64url"), watch: randomBytes(32).toString("base64url") }
  const calls: Fixture["calls"] = []
  const logLines: string[] = []
  let isDraining = false
  const { runs, ...control } = memoryRuns()
  const server = await createServer({
    port: 0,
    tokens,
    runs,
    recordings: {
      fileOf: async (id) => {
        if (id === "one" || id === "gone") return join(clientDir, `${id}.forkscope`)
        throw new CommandError("NOT_FOUND", "Expected the id of a recording.")
      },
    },
    handlers: recordingHandlers(calls, runs),
    clientDir,
    standalonePage: join(clientDir, "alone.html"),
    welcome: { version: "0.0.0", cores: 2, platform: "linux", python: null, pythonHint: "", notices: [] },
    isDraining: () => isDraining,
    logger: openLogger("debug", { write: (line) => void logLines.push(line) }),
    ...options,
  })
  return {
    ...server,
    ...control,
    tokens,
    calls,
    drain: () => {
      isDraining = true
    },
    logged: () => logLines.join(""),
    close: async () => {
      await server.close()
      control.closeLogs()
      rmSync(clientDir, { recursive: true })
    },
  }
}

function memoryRuns() {
  const byId = new Map<string, RunSource>()
  const listeners = new Set<() => void>()
  const changed = () => {
    for (const listener of listeners) listener()
  }
  const runs: Runs = {
    list: () =>
      [...byId.keys()].map((id) => ({
        id,
        name: `run ${id}`,
        kind: "program",
        state: "running",
        startedAt: 0,
        endedAt: null,
        processes: 1,
        recording: null,
      })),
    get: (id) => byId.get(id),
    onChange: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  return {
    runs,
    addRun: (id: string) => {
      const log = new Log()
      byId.set(id, { id, log })
      changed()
      return log
    },
    removeRun: (id: string) => {
      byId.get(id)?.log.close()
      byId.delete(id)
      changed()
    },
    closeLogs: () => {
      for (const { log } of byId.values()) log.close()
    },
  }
}

/** Handlers that note their calls. To test failures, `run.remove` throws an unexpected error and `run.stop` refuses. */
function recordingHandlers(calls: Fixture["calls"], runs: Runs): Handlers {
  const taken =
    <Result>(name: CommandName, result: Result) =>
    (input: unknown) => {
      calls.push([name, input])
      return result
    }
  const done = (name: CommandName) => async (input: unknown) => {
    calls.push([name, input])
  }
  return {
    "runs.list": () => ({ runs: runs.list() }),
    "programs.list": taken("programs.list", { programs: [] }),
    "program.start": taken("program.start", { run: "r1" }),
    "lab.create": taken("lab.create", { run: "r1" }),
    "lab.submit": taken("lab.submit", { line: 1 }),
    "lab.interrupt": done("lab.interrupt"),
    "recordings.list": taken("recordings.list", { recordings: [], folder: "", bytes: 0, quota: 0, days: 0 }),
    "recording.label": done("recording.label"),
    "recording.remove": done("recording.remove"),
    "lab.script": taken("lab.script", { file: "lab.mjs", script: "" }),
    "run.stop": async () => {
      throw new CommandError("SPAWN_FAILED", "Expected a program, got none.", { errno: "ENOENT", field: "argv" })
    },
    "run.remove": async () => {
      throw new Error("the secret inside")
    },
    "run.input": done("run.input"),
    "run.resize": done("run.resize"),
    "process.signal": done("process.signal"),
  }
}

export interface Response {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
  json: unknown
}

export interface Call {
  method?: string
  headers?: Record<string, string | string[]>
  body?: string
}

/** Sends one HTTP request with exactly these headers; `Host` is the server's own unless given. */
export function call(port: number, path: string, { method = "GET", headers = {}, body }: Call = {}): Promise<Response> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port, path, method, headers, agent: false }, (incoming) => {
      let text = ""
      incoming.setEncoding("utf8").on("data", (part) => {
        text += part
      })
      incoming.on("end", () =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text, json: parsed(text) }),
      )
    })
    outgoing.on("error", reject)
    outgoing.end(body)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
