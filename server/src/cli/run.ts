import { basename, extname, isAbsolute, resolve } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { ObservedFindings } from "@forkscope/shared/findings"
import { isAlive } from "@forkscope/shared/world"
import { CommandError } from "../commands/commands.ts"
import { cleanEnvironment } from "../handlers/environment.ts"
import { languageOf } from "../handlers/programs.ts"
import { Recorder } from "../recording/recorder.ts"
import type { Run } from "../runs/run.ts"
import { type App, type AppOptions, openApp, openHeadlessApp } from "./app.ts"
import { openBrowser } from "./openBrowser.ts"
import { endOnOwnError } from "./ownError.ts"
import { StdioBridge } from "./stdioBridge.ts"
import { summaryOf } from "./summary.ts"

export interface RunCommandOptions extends AppOptions {
  /** The program and its arguments. */
  argv: string[]
  /** No page: no port is opened. */
  headless: boolean
  /**
   * File that the events are written to, replacing an existing one; false: none; undefined: in the user's recordings
   * folder.
   */
  record?: string | false
  open: boolean
}

/**
 * The exit codes of shells and `env`: no such program; a program that can't be run; a failure of ours before it began.
 */
const CODES = { notFound: 127, notRunnable: 126, ourFailure: 125 }
/** Without a user at a terminal, processes that outlive the main program have this long to end by themselves, ms. */
const PATIENCE = 10_000

/**
 * Runs a program under observation as if it had been started without Forkscope: input, output, signals and exit code
 * are passed through. The findings are printed on stderr at the end.
 *
 * @returns the program's exit code; 128 + n when signal n ended it.
 */
export async function runCommand(options: RunCommandOptions): Promise<number> {
  const isRecording = options.record === undefined
  const app = await (options.headless
    ? openHeadlessApp({ ...options, isRecording })
    : openApp({ ...options, isRecording }))
  if (!app) return CODES.ourFailure
  const release = endOnOwnError(app, options.logger, CODES.ourFailure)
  try {
    return await observe(app, options)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    const { message, errno } = error.refusal
    console.error(`forkscope: ${message}`)
    if (errno === "ENOENT") return CODES.notFound
    return errno === "EACCES" ? CODES.notRunnable : CODES.ourFailure
  } finally {
    await app.close()
    release()
  }
}

async function observe(app: App, options: RunCommandOptions): Promise<number> {
  const name = nameOf(options.argv)
  const found = new ObservedFindings()
  const bridge = new StdioBridge()
  let run: Run
  let recorder: Recorder | undefined
  bridge.open()
  try {
    run = await app.runs.start({
      name,
      kind: "program",
      argv: options.argv,
      env: {
        ...cleanEnvironment(),
        ...(process.env.NODE_EXTRA_CA_CERTS ? { NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS } : {}),
      },
      cwd: process.cwd(),
      sources: scriptsIn(options.argv),
      mirror: bridge,
    })
    const { log } = run
    log.subscribe((events) => found.follow(events, log.world), { live: false })
    if (typeof options.record === "string")
      recorder = new Recorder({
        path: options.record,
        log,
        name,
        wallClock: run.summary().startedAt,
        onStopped: (error) => console.error(`forkscope: the recording ends here: ${error?.message}`),
      })
    bridge.connect(run)
    if (app.address) announce(app.address, run.id, options.open)
    await ended(run)
    log.flush()
  } finally {
    bridge.close()
    await recorder?.close()
  }
  console.error(summaryOf(run.log.world, found.all()))
  if (app.address && isAtTerminal()) await untilInterrupted()
  return shellCode(run.exitCode)
}

/** Waits for the end of the program, and for a limited time for the processes that outlive it. */
async function ended(run: Run): Promise<void> {
  if (isAtTerminal()) return run.ended
  await Promise.race([run.ended, run.mainEnded.then(() => sleep(PATIENCE, undefined, { ref: false }))])
  if (run.isOver) return
  const left = Object.values(run.log.world.processes).filter(isAlive).length
  console.error(`forkscope: the program has ended and ${left} of its processes have not; they are ended now.`)
  await run.stop()
}

function announce(address: string, run: string, open: boolean): void {
  const page = `${address}&run=${run}`
  console.error(`forkscope: ${page}`)
  if (open) openBrowser(page)
}

function untilInterrupted(): Promise<void> {
  console.error("forkscope: the page stays until you press Ctrl-C.")
  return new Promise((resolve) => process.once("SIGINT", () => resolve()).once("SIGTERM", () => resolve()))
}

const isAtTerminal = () => process.stdin.isTTY === true && process.stdout.isTTY === true

/** The command as it was typed, with absolute paths shortened to file names. */
function nameOf(argv: readonly string[]): string {
  const words = argv.map((word) => (isAbsolute(word) ? basename(word) : word))
  return words.join(" ").slice(0, 80)
}

/** Scripts that the command names: shown even when they fail before their first line. */
function scriptsIn(argv: readonly string[]): string[] {
  return argv.filter((word) => extname(word) !== "" && languageOf(word) !== null).map((word) => resolve(word))
}

function shellCode(code: number | null): number {
  if (code === null) return CODES.ourFailure
  return code < 0 ? 128 - code : code
}
