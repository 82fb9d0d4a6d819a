import { randomBytes } from "node:crypto"
import { availableParallelism } from "node:os"
import { fileURLToPath } from "node:url"
import type { Logger } from "pino"
import type { ServerLimits } from "../containment/limits.ts"
import { Warden } from "../containment/warden.ts"
import { handlersFor } from "../handlers/handlers.ts"
import { findPython, pythonHint } from "../handlers/interpreters.ts"
import { readPrograms } from "../handlers/programs.ts"
import { Recordings } from "../recording/recordings.ts"
import { STANDALONE } from "../recording/standalone.ts"
import { Runs } from "../runs/runs.ts"

const DEFAULT_PORT = 4870
const CLIENT = fileURLToPath(new URL("../client", import.meta.url))
const PROGRAMS = fileURLToPath(new URL("./programs", import.meta.url))
const SUPERVISOR = fileURLToPath(new URL("./supervisor.pl", import.meta.url))

export interface AppOptions {
  port?: number
  version: string
  limits: ServerLimits
  logger: Logger
  /** Whether runs are recorded in the user's folder of recordings. Default: true. */
  isRecording?: boolean
  /** Whether `programWarden` is lenient. Default: false. */
  isLenient?: boolean
  /** Open descriptors that the first program gets. */
  descriptors?: readonly number[]
}

/** The runs of this process and the page that shows them, if there is one. */
export interface App {
  readonly runs: Runs
  /** For the program from the command line; runs from the page have a strict warden. */
  readonly programWarden: Warden
  readonly recordings: Recordings | null
  /** The address that opens the page, token included; null without a page. */
  readonly address: string | null
  /** Ends all runs, then the page. */
  close(): Promise<void>
}

/** Runs without a page: no port is opened. */
export async function openHeadlessApp(options: AppOptions): Promise<App> {
  const { limits, isRecording, isLenient = false, descriptors = [], logger } = options
  const recordings = openRecordings(isRecording)
  const warden = await Warden.start({ script: SUPERVISOR, isLenient, descriptors, logger })
  const runs = new Runs(warden, limits, recordings, logger)
  return { runs, programWarden: warden, recordings, address: null, close: () => runs.close() }
}

/** Where recordings can't be kept, everything else still works. */
function openRecordings(isRecording = true): Recordings | null {
  try {
    return isRecording ? new Recordings() : null
  } catch (error) {
    console.error(`forkscope: nothing is recorded: ${(error as Error).message}`)
    return null
  }
}

/** @returns null when the requested port is in use; the user has then been informed. */
export async function openApp(options: AppOptions): Promise<App | null> {
  const tokens = { act: randomBytes(32).toString("base64url"), watch: randomBytes(32).toString("base64url") }
  const { logger, isLenient = false, descriptors = [] } = options
  // Loaded only for a page: it is more than half of the server's code.
  const createsServer = import("../http/server.ts")
  const strict = Warden.start({ script: SUPERVISOR, descriptors: isLenient ? [] : descriptors, logger })
  const [warden, programWarden, python] = await Promise.all([
    strict,
    isLenient ? Warden.start({ script: SUPERVISOR, isLenient, descriptors, logger }) : strict,
    findPython(),
  ])
  const recordings = openRecordings(options.isRecording)
  const runs = new Runs(warden, options.limits, recordings, logger)
  const { createServer } = await createsServer
  let isDraining = false
  const start = (port: number) =>
    createServer({
      port,
      tokens,
      runs,
      recordings,
      handlers: handlersFor({
        runs,
        recordings,
        cwd: process.cwd(),
        python,
        pythonHint: pythonHint(),
        programs: readPrograms(PROGRAMS),
      }),
      clientDir: CLIENT,
      standalonePage: STANDALONE,
      welcome: {
        version: options.version,
        cores: availableParallelism(),
        platform: process.platform,
        python: python?.version ?? null,
        pythonHint: pythonHint(),
        notices: notices(warden),
      },
      isDraining: () => isDraining,
      logger,
    })
  const server = await start(options.port ?? DEFAULT_PORT).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE") throw error
    if (options.port === undefined) return start(0)
    console.error(`Port ${options.port} is taken by another program. Choose another: --port N, or --port 0 for any.`)
    return undefined
  })
  const closeRuns = async () => {
    await runs.close()
    await programWarden.close()
  }
  if (!server) {
    await closeRuns()
    return null
  }
  return {
    runs,
    programWarden,
    recordings,
    address: `${server.url}/#token=${tokens.act}`,
    close: async () => {
      isDraining = true
      await closeRuns()
      await server.close()
    },
  }
}

function notices({ weakness }: Warden): { code: string; text: string }[] {
  const root = { code: "ROOT", text: "Forkscope runs as root: so does every program that you start here." }
  const weak = {
    code: "WEAK_CONTAINMENT",
    text: `${weakness}: processes that detach themselves may outlive their run.`,
  }
  return [...(process.getuid?.() === 0 ? [root] : []), ...(weakness === null ? [] : [weak])]
}
