import { execFile } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Intake } from "@forkscope/server/src/sources/intake.ts"
import { NodeSource } from "@forkscope/server/src/sources/node/index.ts"
import { Connections } from "@forkscope/server/src/sources/runtime/connections.ts"
import { RuntimeSource } from "@forkscope/server/src/sources/runtime/index.ts"
import type { Fact, FactOf } from "@forkscope/shared/events"
import { rolldown } from "rolldown"
import { expect } from "vitest"

/** The path of a program in programs/node/. */
export const programPath = (name: string) => fileURLToPath(new URL(`../../../programs/node/${name}`, import.meta.url))

/** The number, from 1, of the line that ends with this comment. */
export function lineOf(program: string, comment: string): number {
  const lines = readFileSync(programPath(program), "utf8").split("\n")
  return lines.findIndex((line) => line.endsWith(`// ${comment}`)) + 1
}

export interface Outcome {
  code: number | string | null
  stdout: string
  stderr: string
}

export interface Observed extends Outcome {
  facts: Fact[]
  of<Type extends Fact["type"]>(...types: Type[]): FactOf<Type>[]
}

/** Bundles the probe into one file, in a folder of its own whose path has a blank and a quote. */
export async function bundleProbe(): Promise<{ file: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'probe "of" node-'))
  const entry = fileURLToPath(new URL("../../../../server/probes/node/index.ts", import.meta.url))
  const bundle = await rolldown({ input: { node: entry }, platform: "node", external: [/^node:/] })
  await bundle.write({ dir: folder, format: "cjs", entryFileNames: "[name].cjs" })
  await bundle.close()
  return { file: join(folder, "node.cjs"), remove: () => rmSync(folder, { recursive: true }) }
}

/** Runs Node without the probe, to the program's end. */
export function runBare(args: string[], env: NodeJS.ProcessEnv = process.env): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env }, (error, stdout, stderr) =>
      resolve({ code: error ? (error.code ?? error.signal ?? null) : 0, stdout, stderr }),
    )
  })
}

/** Runs Node with the probe; its reports are read as the server reads them. */
export async function runObserved(probe: string, args: string[]): Promise<Observed> {
  const folder = mkdtempSync(join(tmpdir(), "facts-"))
  const path = join(folder, "socket")
  const facts: Fact[] = []
  const intake = new Intake({ startedAt: 0, emit: (fact) => facts.push(fact) })
  const connections = new Connections({ path, onLab() {} })
  const runtime = new RuntimeSource(intake, connections)
  const node = new NodeSource(intake, connections, probe)
  try {
    const env = Object.fromEntries(Object.entries(process.env).map(([name, value = ""]) => [name, value]))
    const outcome = await runBare(args, node.begin(await runtime.begin(env)))
    await connections.drained()
    const of = <Type extends Fact["type"]>(...types: Type[]) =>
      facts.filter((fact): fact is FactOf<Type> => (types as string[]).includes(fact.type))
    return { ...outcome, facts, of }
  } finally {
    runtime.close()
    rmSync(folder, { recursive: true })
  }
}

/** Runs a program of programs/node/ with and without the probe; its output and exit code must be the same. */
export async function runBoth(probe: string, program: string): Promise<Observed> {
  const bare = await runBare([programPath(program)])
  const observed = await runObserved(probe, [programPath(program)])
  expect({ code: observed.code, stdout: observed.stdout, stderr: observed.stderr }).toEqual(bare)
  expect(observed.of("run.noticed", "run.dropped")).toEqual([])
  return observed
}
