import { basename, extname, isAbsolute, resolve } from "node:path"
import { ObservedFindings } from "@forkscope/shared/findings"
import { CommandError } from "../commands/commands.ts"
import { exactArguments } from "../containment/exactText.ts"
import { inherited } from "../containment/inherited.ts"
import type { Inherited } from "../containment/launched.ts"
import type { RunLimits } from "../containment/limits.ts"
import { ownEnvironment } from "../handlers/environment.ts"
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
  /** Of the program; `limits` are those of runs from the page. */
  programLimits: RunLimits
  /** Ends the processes that the program leaves behind; else they go on. */
  sweep: boolean
}

/**
 * The exit codes of shells and `env`: no such program; a program that can't be run; a failure of ours before it began.
 */
const CODES = { notFound: 127, notRunnable: 126, ourFailure: 125 }

/**
 * Runs a program under observation as if it had been started without Forkscope: input, output, signals and exit code
 * are passed through. The findings are printed on stderr at the end.
 *
 * @returns the program's exit code; 128 + n when signal n ended it.
 */
export async function runCommand(options: RunCommandOptions): Promise<number> {
  const open = options.headless ? openHeadlessApp : openApp
  const given = inherited()
  const argv = exactArguments(options.argv)
  const app = await open({
    ...options,
    isRecording: options.record === undefined,
    isLenient: !options.sweep,
    descriptors: given.open,
  })
  if (!app) return CODES.ourFailure
  const release = endOnOwnError(app, options.logger, CODES.ourFailure)
  try {
    return await observe(app, { ...options, argv }, given)
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

async function observe(app: App, options: RunCommandOptions, given: Inherited): Promise<number> {
  const name = nameOf(options.argv)
  const found = new ObservedFindings()
  const bridge = new StdioBridge()
  let run: Run
  let recorder: Recorder | undefined
  bridge.open()
  try {
    const program = {
      name,
      kind: "program" as const,
      argv: options.argv,
      env: ownEnvironment(),
      limits: options.programLimits,
      inherited: given,
      cwd: process.cwd(),
      sources: scriptsIn(options.argv),
      mirror: bridge,
    }
    run = await app.runs.start(program, app.programWarden)
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
    await run.mainEnded
    if (options.sweep) await run.stop()
    await run.ended
    log.flush()
  } finally {
    bridge.close()
    await recorder?.close()
  }
  console.error(summaryOf(run.log.world, found.all()))
  if (app.address && isAtTerminal()) await untilInterrupted()
  return shellCode(run.exitCode)
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
