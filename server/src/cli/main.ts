import { readFileSync } from "node:fs"
import { Command, InvalidArgumentError } from "commander"
import { limitsWith } from "../runs/limits.ts"
import { findingsCommand } from "./findings.ts"
import { runCommand } from "./run.ts"
import { serve } from "./serve.ts"

interface Options {
  port?: number
  open: boolean
  maxProcesses?: number
  maxMemory?: number
  maxRuns?: number
}

const { version, description } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string
  description: string
}

/** Reads a whole number of an option within bounds. */
function whole(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`)
  }
}

/** Options of everything that starts programs. */
function withLimits(command: Command): Command {
  return command
    .option(
      "--port <number>",
      "port on 127.0.0.1; 0 takes a free one (default: 4870, or a free one if it is taken)",
      whole(0, 65_535),
    )
    .option("--no-open", "do not open the browser")
    .option("--max-processes <number>", "processes a run may have at a time (default: 64)", whole(2, 4096))
    .option("--max-memory <MB>", "private memory of one process of a run (default: 512)", whole(64, 1_000_000))
    .option("--max-runs <number>", "runs at a time (default: 20)", whole(1, 1000))
}

const given = <Key extends string, Value>(key: Key, value: Value | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value }

function houseOptions({ port, open, maxProcesses, maxMemory, maxRuns }: Options) {
  const limits = limitsWith({
    ...given("processes", maxProcesses),
    ...given("memoryBytes", maxMemory === undefined ? undefined : maxMemory * 1024 * 1024),
    ...given("runs", maxRuns),
  })
  return { open, version, limits, ...given("port", port) }
}

const program = withLimits(new Command("forkscope"))
  .description(description)
  .version(version)
  // What stands behind `run` belongs to the program that is run.
  .enablePositionalOptions()
  .action((options: Options) => serve(houseOptions(options)))

withLimits(program.command("run"))
  .description("run a program, unmodified, and watch it; its exit code is ours")
  .argument("<command...>", "the program and its arguments, after --")
  .option("--headless", "without a page: only the summary and the findings, on stderr at the end", false)
  .option("--record <file>", "write everything that happens to a recording")
  .passThroughOptions()
  .action(
    async (argv: string[], { headless, record, ...options }: Options & { headless: boolean; record?: string }) => {
      // Output to pipes, files and terminals is written at once here: nothing is lost by leaving, and an open stdin would keep us.
      process.exit(await runCommand({ ...houseOptions(options), argv, headless, ...given("record", record) }))
    },
  )

program
  .command("findings")
  .description("say what a recording shows to be wrong")
  .argument("<file>", "a recording made with run --record")
  .option("--json", "as JSON", false)
  .action((file: string, { json }: { json: boolean }) => {
    process.exitCode = findingsCommand(file, json)
  })

await program.parseAsync()
