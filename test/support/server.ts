import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

/** The built command line. */
export const CLI = fileURLToPath(new URL("../../dist/server/cli.js", import.meta.url))
/** Milliseconds in which a server must print its address, and in which it must stop. */
const PATIENCE = 60_000

/** A real server in its own process. */
export interface TestServer {
  /** The address of the page, with the token in its fragment. */
  address: string
  /** The address without the token, e.g. `http://127.0.0.1:40123`. */
  url: string
  port: number
  token: string
  pid: number
  /** Its output on stderr so far. */
  errors(): string
  /** Its exit code, once it has ended. */
  exited: Promise<number | null>
  /** Ends it and all processes that it started, as Ctrl-C does. */
  stop(): Promise<void>
}

/** Starts the built server on a free port. `args` are appended to `--port 0 --no-open`. */
export async function startServer(
  options: { args?: string[]; env?: Record<string, string>; cwd?: string } = {},
): Promise<TestServer> {
  const child = spawn(process.execPath, [CLI, "--port", "0", "--no-open", ...(options.args ?? [])], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...options.env },
    ...(options.cwd ? { cwd: options.cwd } : {}),
  })
  let errors = ""
  child.stderr.setEncoding("utf8").on("data", (text) => {
    errors += text
  })
  const exited = once(child, "exit").then(([code]) => code as number | null)
  try {
    const address = await addressOf(child, child.stdout)
    const { origin, port, hash } = new URL(address)
    const token = new URLSearchParams(hash.slice(1)).get("token") ?? ""
    const { pid = 0 } = child
    const stop = () => stopped(child)
    return { address, url: origin, port: Number(port), token, pid, errors: () => errors, exited, stop }
  } catch (error) {
    child.kill("SIGKILL")
    throw new Error(`Expected the server to print its address. It wrote: ${errors}`, { cause: error })
  }
}

/** The first line with an address; the rest of stdout is read and dropped. */
async function addressOf(child: ChildProcess, stdout: NodeJS.ReadableStream): Promise<string> {
  const signal = AbortSignal.timeout(PATIENCE)
  const lines = createInterface({ input: stdout })
  const gone = once(child, "exit", { signal }).then(([code]) => {
    throw new Error(`Expected the server to run, but it exited with ${code}`)
  })
  const found = (async () => {
    for (;;) {
      const [line] = (await once(lines, "line", { signal })) as [string]
      const address = /http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+/.exec(line)?.[0]
      if (address) return address
    }
  })()
  // The promise that loses the race is rejected later, when nothing handles it any more.
  gone.catch(() => {})
  found.catch(() => {})
  return Promise.race([gone, found])
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, "exit")
  child.kill("SIGTERM")
  const late = setTimeout(() => child.kill("SIGKILL"), PATIENCE)
  await exit
  clearTimeout(late)
}
