import { readFileSync } from "node:fs"
import { Command, InvalidArgumentError } from "commander"
import { serve } from "./serve.ts"

const { version, description } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string
  description: string
}

function port(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value > 65_535) throw new InvalidArgumentError("Expected a port from 0 to 65535.")
  return value
}

await new Command("forkscope")
  .description(description)
  .version(version)
  .option(
    "--port <number>",
    "port on 127.0.0.1; 0 takes a free one (default: 4870, or a free one if it is taken)",
    port,
  )
  .option("--no-open", "do not open the browser")
  .action((options: { port?: number; open: boolean }) => serve({ ...options, version }))
  .parseAsync()
