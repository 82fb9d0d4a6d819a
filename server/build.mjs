/**
 * Bundles the server into dist/, dependencies included, so that the package installs and starts fast. Only node-pty is
 * not bundled: it has a compiled part.
 */
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { rolldown } from "rolldown"

const here = dirname(fileURLToPath(import.meta.url))
const dist = join(here, "..", "dist")

const builds = [
  {
    input: { cli: "src/cli/main.ts" },
    output: {
      dir: "server",
      format: "esm",
      entryFileNames: "[name].js",
      // Beside the entry: files of the package are found from where the code is.
      chunkFileNames: "[name].js",
      banner: ({ isEntry }) => (isEntry ? "#!/usr/bin/env node" : ""),
    },
  },
  {
    // What a Node program under observation loads first.
    input: { node: "probes/node/index.ts" },
    output: { dir: "server/probe", format: "cjs", entryFileNames: "[name].cjs" },
  },
  {
    // What runs in observed programs. CommonJS starts faster. All entries are one build with shared chunks, so that a
    // process has one instance of the library however it loads it (import, require, a child's entry, the lab).
    input: {
      index: "multiprocessing/src/index.ts",
      workloads: "multiprocessing/src/workloads.ts",
      child: "multiprocessing/src/child.ts",
      spawner: "multiprocessing/src/process/spawnerThread.ts",
      kernel: "probes/node/lab/kernel.ts",
    },
    output: { dir: "multiprocessing", format: "cjs", entryFileNames: "[name].cjs", chunkFileNames: "[name].cjs" },
  },
]
/** Files that are copied unchanged. */
const copies = [
  { from: "bin/forkscope", to: "server/forkscope" },
  { from: "src/containment/supervisor.pl", to: "server/supervisor.pl" },
  { from: "src/sources/kernel/lives", to: "server/lives" },
  { from: "probes/python", to: "server/python" },
  { from: "programs", to: "server/programs" },
]

const source = (file) => join(here, file)

for (const { input, output } of builds) {
  const present = Object.entries(input).filter(([, file]) => existsSync(source(file)))
  if (present.length === 0) continue
  const bundle = await rolldown({
    input: Object.fromEntries(present.map(([name, file]) => [name, source(file)])),
    platform: "node",
    external: [/^node:/, "@lydell/node-pty"],
    logLevel: "warn",
  })
  await bundle.write({ ...output, dir: join(dist, output.dir), sourcemap: true })
  await bundle.close()
}
for (const { from, to } of copies) {
  const target = join(dist, to)
  rmSync(target, { recursive: true, force: true })
  mkdirSync(dirname(target), { recursive: true })
  cpSync(join(here, from), target, { recursive: true, filter: (path) => !/(__pycache__|README\.md)$/.test(path) })
}
// The declarations in this folder describe CommonJS, although the package as a whole is ESM.
writeFileSync(join(dist, "multiprocessing/package.json"), `${JSON.stringify({ type: "commonjs" })}\n`)
