import { randomBytes } from "node:crypto"
import { availableParallelism } from "node:os"
import { fileURLToPath } from "node:url"
import { createServer } from "../http/server.ts"
import { handlersFor } from "../runs/handlers.ts"
import type { ServerLimits } from "../runs/limits.ts"
import { Runs } from "../runs/runs.ts"
import { Warden } from "../runs/warden.ts"
import { openBrowser } from "./openBrowser.ts"

const DEFAULT_PORT = 4870
const CLIENT = fileURLToPath(new URL("../client", import.meta.url))
const SUPERVISOR = fileURLToPath(new URL("./supervisor.pl", import.meta.url))

export interface ServeOptions {
  port?: number
  open: boolean
  version: string
  limits: ServerLimits
}

/** Runs the server until a signal ends it; prints the one address that opens the page. */
export async function serve(options: ServeOptions): Promise<void> {
  const tokens = { act: randomBytes(32).toString("base64url"), watch: randomBytes(32).toString("base64url") }
  const warden = await Warden.start({ script: SUPERVISOR })
  const runs = new Runs(warden, options.limits)
  let isDraining = false
  const start = (port: number) =>
    createServer({
      port,
      tokens,
      runs,
      handlers: handlersFor(runs, process.cwd()),
      clientDir: CLIENT,
      welcome: {
        version: options.version,
        cores: availableParallelism(),
        platform: process.platform,
        notices: notices(warden),
      },
      isDraining: () => isDraining,
    })
  const server = await start(options.port ?? DEFAULT_PORT).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE") throw error
    if (options.port === undefined) return start(0)
    console.error(`Port ${options.port} is taken by another program. Choose another: --port N, or --port 0 for any.`)
    return undefined
  })
  if (!server) {
    await runs.close()
    process.exitCode = 1
    return
  }
  const stop = async () => {
    if (isDraining) return
    isDraining = true
    await runs.close()
    await server.close()
    process.exit(0)
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop())
  const address = `${server.url}/#token=${tokens.act}`
  console.log(address)
  if (options.open) openBrowser(address)
}

function notices({ weakness }: Warden): { code: string; text: string }[] {
  const found: { code: string; text: string }[] = []
  if (process.getuid?.() === 0) {
    found.push({ code: "ROOT", text: "Forkscope runs as root: so does every program that you start here." })
  }
  if (weakness !== null) {
    const text = `${weakness}: processes that detach themselves may outlive their run.`
    found.push({ code: "WEAK_CONTAINMENT", text })
  }
  return found
}
