/**
 * Bundles the server into dist/: one file per entry, dependencies included, so that the package installs and starts
 * fast. Only node-pty stays outside: it brings a compiled part.
 */
import { copyFileSync, mkdirSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { rolldown } from "rolldown"

const here = dirname(fileURLToPath(import.meta.url))
const dist = join(here, "..", "dist")

/** What is bundled: source file, file in dist/, module format (children are CommonJS: they start faster). */
const bundles = [
  { input: "cli/main.ts", file: "server/cli.js", format: "esm", banner: "#!/usr/bin/env node" },
  { input: "lab/kernel.ts", file: "lab/kernel.cjs", format: "cjs" },
  { input: "multiprocessing/index.ts", file: "multiprocessing/index.js", format: "esm" },
  { input: "multiprocessing/workloads.ts", file: "multiprocessing/workloads.js", format: "esm" },
  { input: "multiprocessing/child.ts", file: "multiprocessing/child.cjs", format: "cjs" },
  { input: "multiprocessing/nursery.ts", file: "multiprocessing/nursery.cjs", format: "cjs" },
]
/** Files that run as they are. */
const copies = [{ from: "runs/supervisor.pl", to: "server/supervisor.pl" }]

for (const { input, file, format, banner } of bundles) {
  const bundle = await rolldown({
    input: join(here, "src", input),
    platform: "node",
    external: [/^node:/, "@lydell/node-pty"],
    logLevel: "warn",
  })
  await bundle.write({
    file: join(dist, file),
    format,
    sourcemap: true,
    ...(banner ? { banner } : {}),
    codeSplitting: false,
  })
  await bundle.close()
}
for (const { from, to } of copies) {
  const target = join(dist, to)
  mkdirSync(dirname(target), { recursive: true })
  copyFileSync(join(here, "src", from), target)
}
