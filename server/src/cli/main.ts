import { readFileSync } from "node:fs"
import { Command, InvalidArgumentError, Option } from "commander"
import { type ChosenLimits, DEFAULT_LIMITS, limitsWith, onlyLimits } from "../containment/limits.ts"
import { compareCommand } from "./compare.ts"
import { exportCommand, FORMS, type Form } from "./export.ts"
import { findingsCommand } from "./findings.ts"
import { listCommand } from "./list.ts"
import { LOG_LEVELS, type LogLevel, openLogger } from "./logger.ts"
import { openCommand } from "./open.ts"
import { runCommand } from "./run.ts"
import { serve } from "./serve.ts"

interface Options {
  port?: number
  open: boolean
  maxProcesses?: Limit
  /** MB */
  maxMemory?: Limit
  maxFiles?: Limit
  /** MB */
  maxCore?: Limit
  nice?: Limit
  oomScoreAdj?: Limit
  maxRuns?: number
  logLevel?: LogLevel
}

const { version, description } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string
  description: string
}

/** Parses an option's whole number within bounds. */
function whole(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`)
  }
}

type Limit = number | "none"

const NONE = "none"

/** Parses a limit: a whole number within bounds, or "none". */
function limit(least: number, most: number) {
  return (text: string): Limit => {
    if (text === NONE) return NONE
    const value = Number(text)
    if (/^-?\d+$/.test(text) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}, or none.`)
  }
}

const MB = 1024 * 1024
const { processes, memoryBytes, descriptors, coreBytes, nice: niceness, oomScoreAdj: badness } = DEFAULT_LIMITS
const MOST = 1_000_000

/** Flags, meaning, default for programs from the page, and the parser. */
const LIMITS = [
  ["--max-processes <number>", "processes at a time", processes, limit(2, MOST)],
  ["--max-memory <MB>", "private memory of one process", memoryBytes / MB, limit(64, MOST)],
  ["--max-files <number>", "open files of one process", descriptors, limit(16, MOST)],
  ["--max-core <MB>", "size of a core file", coreBytes / MB, limit(0, MOST)],
  ["--nice <number>", "added to its niceness", niceness, limit(0, 19)],
  ["--oom-score-adj <number>", "its OOM score adjustment", badness, limit(-1000, 1000)],
] as const

/** Options of all commands that start programs. @param isLimited Whether these have limits unless asked otherwise. */
function withLimits(command: Command, isLimited: boolean): Command {
  for (const [flags, meaning, preset, parse] of LIMITS) {
    command.option(flags, `${meaning}, or none (default: ${isLimited ? preset : "none"})`, parse)
  }
  return command
    .option(
      "--port <number>",
      "port on 127.0.0.1; 0 takes a free one (default: 4870, or a free one if it is taken)",
      whole(0, 65_535),
    )
    .option("--no-open", "do not open the browser")
    .option("--max-runs <number>", "runs at a time (default: 20)", whole(1, 1000))
    .addOption(
      new Option("--log-level <level>", "what to log to stderr (default: warn; of run: silent)").choices(LOG_LEVELS),
    )
}

const given = <Key extends string, Value>(key: Key, value: Value | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value }

function chosenLimits(options: Options): ChosenLimits {
  const { maxProcesses, maxMemory, maxFiles, maxCore, nice, oomScoreAdj, maxRuns } = options
  const number = (limit: Limit | undefined, unit = 1) =>
    limit === undefined ? undefined : limit === NONE ? null : limit * unit
  return {
    ...given("processes", number(maxProcesses)),
    ...given("memoryBytes", number(maxMemory, MB)),
    ...given("descriptors", number(maxFiles)),
    ...given("coreBytes", number(maxCore, MB)),
    ...given("nice", number(nice)),
    ...given("oomScoreAdj", number(oomScoreAdj)),
    ...given("runs", maxRuns),
  }
}

function houseOptions(options: Options) {
  const { port, open, logLevel = "warn" } = options
  const limits = limitsWith(chosenLimits(options))
  return { open, version, limits, logger: openLogger(logLevel), ...given("port", port) }
}

const program = withLimits(new Command("forkscope"), true)
  .description(description)
  .version(version)
  // Arguments after `run` belong to the program that is run.
  .enablePositionalOptions()
  .action((options: Options) => serve(houseOptions(options)))

withLimits(program.command("run"), false)
  .description("run a program, unmodified, and watch it; its exit code is ours")
  .argument("<command...>", "the program and its arguments, after --")
  .option("--headless", "without a page: only the summary and the findings, on stderr at the end", false)
  .option("--record <file>", "record to this file instead of the folder of recordings")
  .option("--no-record", "do not record")
  .option("--sweep", "end the processes that the program leaves behind when it ends", false)
  .passThroughOptions()
  .action(
    async (
      argv: string[],
      {
        headless,
        sweep,
        record,
        ...options
      }: Options & {
        headless: boolean
        sweep: boolean
        record?: string | boolean
      },
    ) => {
      // Output to pipes, files and terminals is synchronous here, so exiting loses nothing; an open stdin would keep us
      // running.
      process.exit(
        await runCommand({
          // stderr is the program's: we write nothing there unless the user asks for it.
          ...houseOptions({ logLevel: "silent", ...options }),
          programLimits: onlyLimits(chosenLimits(options)),
          argv,
          headless,
          sweep,
          ...given("record", record === true ? undefined : record),
        }),
      )
    },
  )

program
  .command("findings")
  .description("say what a recording shows to be wrong")
  .argument("<file>", "a recording, or its name in the list")
  .option("--json", "as JSON", false)
  .action(async (file: string, { json }: { json: boolean }) => {
    process.exitCode = await findingsCommand(file, json)
  })

program
  .command("compare")
  .description("hold two recordings against each other: wall and CPU time, memory, waits, throughput")
  .argument("<a>", "a recording, or its name in the list")
  .argument("<b>", "another one")
  .option("--json", "as JSON", false)
  .action(async (a: string, b: string, { json }: { json: boolean }) => {
    process.exitCode = await compareCommand([a, b], json)
  })

program
  .command("list")
  .description("list the recordings that are kept")
  .option("--json", "as JSON", false)
  .action(async ({ json }: { json: boolean }) => {
    process.exitCode = await listCommand(json)
  })

program
  .command("open")
  .description("show a recording in the browser")
  .argument("<file>", "a recording, or its name in the list")
  .option("--port <number>", "port on 127.0.0.1; 0 takes a free one", whole(0, 65_535))
  .option("--no-open", "do not open the browser")
  .action(async (file: string, options: Options) => openCommand(file, houseOptions(options)))

program
  .command("export")
  .description("write a recording in another form")
  .argument("<file>", "a recording, or its name in the list")
  .addOption(
    new Option(
      "--to <form>",
      "html: a page that plays it off-line; perfetto: a trace for ui.perfetto.dev; ndjson: one event a line",
    )
      .choices(FORMS)
      .makeOptionMandatory(),
  )
  .requiredOption("-o, --output <out>", "the file to write; - is stdout")
  .action(async (file: string, { to, output }: { to: Form; output: string }) => {
    process.exitCode = await exportCommand(file, to, output)
  })

await program.parseAsync()
