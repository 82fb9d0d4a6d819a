import { readFileSync } from "node:fs"
import { Command, InvalidArgumentError } from "commander"
import { limitsWith } from "../runs/limits.ts"
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

await new Command("forkscope")
  .description(description)
  .version(version)
  .option(
    "--port <number>",
    "port on 127.0.0.1; 0 takes a free one (default: 4870, or a free one if it is taken)",
    whole(0, 65_535),
  )
  .option("--no-open", "do not open the browser")
  .option("--max-processes <number>", "processes a run may have at a time (default: 64)", whole(2, 4096))
  .option("--max-memory <MB>", "private memory of one process of a run (default: 512)", whole(64, 1_000_000))
  .option("--max-runs <number>", "runs at a time (default: 20)", whole(1, 1000))
  .action(({ port, open, maxProcesses, maxMemory, maxRuns }: Options) =>
    serve({
      open,
      version,
      ...(port === undefined ? {} : { port }),
      limits: limitsWith({
        ...(maxProcesses === undefined ? {} : { processes: maxProcesses }),
        ...(maxMemory === undefined ? {} : { memoryBytes: maxMemory * 1024 * 1024 }),
        ...(maxRuns === undefined ? {} : { runs: maxRuns }),
      }),
    }),
  )
  .parseAsync()
